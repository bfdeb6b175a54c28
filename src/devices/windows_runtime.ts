import { join } from "node:path";

/** What ONNX Runtime's library takes from Microsoft's "Visual C++ Redistributable", by `task dist`'s look into it. */
const FILES = ["msvcp140.dll", "msvcp140_1.dll", "vcruntime140.dll", "vcruntime140_1.dll"];

/** The files of these that a Windows lacks; none elsewhere. */
export function missingRuntimeFiles(os: typeof Deno.build.os): string[] {
  if (os !== "windows") return [];
  const root = Deno.env.get("SystemRoot") ?? "C:\\Windows";
  return FILES.filter((name) => {
    try {
      return !Deno.statSync(join(root, "System32", name)).isFile;
    } catch {
      return true;
    }
  });
}
