import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onnxRuntimeFiles } from "../../src/assets.ts";
import { fromSource } from "./program.ts";

/** Chromium's driver for Vulkan, which needs no graphics card, as the packages of Linux systems have it. */
const SWIFTSHADER = ["/usr/lib/chromium", "/usr/lib/chromium-browser", "/usr/lib64/chromium-browser"]
  .map((folder) => join(folder, "vk_swiftshader_icd.json"));
const LOADERS = ["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"].map((folder) =>
  join(folder, "libvulkan.so.1")
);

function firstOf(paths: readonly string[]): string | null {
  return paths.find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  }) ?? null;
}

/** Whether drivers for Vulkan can be tried here at all. */
export const hasVulkan = Deno.build.os === "linux" && Deno.build.arch === "x86_64" &&
  firstOf(LOADERS) !== null;

/** The manifest of SwiftShader; null where it or Vulkan's loader is missing. */
export const swiftShader: string | null = hasVulkan ? firstOf(SWIFTSHADER) : null;

/** Drivers that are none. */
export type Fault =
  /** A file that is no library. */
  | "no library"
  /** A library that ends in the middle: whoever loads it is ended by the system. */
  | "cut off"
  /** A pipe that nobody writes into: whoever loads it waits for ever. */
  | "hangs";

/** Makes such a driver in `folder`; gives the environment in which it is Vulkan's only one. */
export async function faultyDriver(folder: string, fault: Fault): Promise<Record<string, string>> {
  const library = join(folder, "driver.so"), manifest = join(folder, "driver.json");
  if (fault === "hangs") {
    const { success } = await new Deno.Command("mkfifo", { args: [library] }).output();
    if (!success) throw new Error("mkfifo failed");
  } else if (fault === "cut off") {
    const whole = await Deno.readFile(new URL("libonnxruntime.so.1", onnxRuntimeFiles("linux", "x86_64")));
    await Deno.writeFile(library, whole.subarray(0, whole.length / 3));
  } else await Deno.writeTextFile(library, "no library");
  const ICD = { library_path: library, api_version: "1.0.5" };
  await Deno.writeTextFile(manifest, JSON.stringify({ file_format_version: "1.0.0", ICD }));
  return vulkanWith(manifest);
}

/** The environment in which a driver is Vulkan's only one. */
export function vulkanWith(manifest: string): Record<string, string> {
  // From source the program's own processes need what Deno has downloaded.
  const home: Record<string, string> = fromSource ? { HOME: Deno.env.get("HOME") ?? "" } : {};
  return { PATH: Deno.env.get("PATH") ?? "", ...home, VK_DRIVER_FILES: manifest, XDG_RUNTIME_DIR: "/tmp" };
}

/** The environment of a computer without a usable loader for Vulkan, though it has a driver. */
export async function withoutLoader(folder: string): Promise<Record<string, string>> {
  const env = await faultyDriver(folder, "no library"), libraries = join(folder, "libraries");
  await Deno.mkdir(libraries);
  // What is found first and can't be loaded is as good as none.
  await Deno.writeTextFile(join(libraries, "libvulkan.so.1"), "no library");
  return { ...env, LD_LIBRARY_PATH: libraries };
}

/** The test picture of the self-test as a BMP, each pixel as `at` gives it. */
export function facePhoto(
  at: (x: number, y: number, pixel: (x: number, y: number) => readonly number[]) => readonly number[],
): Uint8Array<ArrayBuffer> {
  const side = 128, header = 54;
  const rgb = Deno.readFileSync(
    fileURLToPath(new URL("../../models/self_test/picture.rgb", import.meta.url)),
  );
  const pixel = (x: number, y: number) => [...rgb.subarray(3 * (side * y + x), 3 * (side * y + x) + 3)];
  const bytes = new Uint8Array(header + 3 * side * side), view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, header, true);
  for (const [i, value] of [40, side, side].entries()) view.setUint32(14 + 4 * i, value, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      // From the lowest row to the highest, blue first.
      bytes.set([...at(x, y, pixel)].reverse(), header + 3 * (side * (side - 1 - y) + x));
    }
  }
  return bytes;
}
