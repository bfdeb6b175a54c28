import { fileURLToPath } from "node:url";
import type { PageCode } from "./html.ts";

const page = (name: string) => fileURLToPath(new URL(`./page/${name}`, import.meta.url));

/** Makes the page's script and style sheet from their sources; not in the executable, which carries what this gave. */
export async function bundlePage(): Promise<PageCode> {
  const args = [
    "bundle",
    "--quiet",
    "--platform",
    "browser",
    "--format",
    "iife",
    "--minify",
    page("main.ts"),
  ];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" })
    .output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`the gallery page cannot be bundled: ${text(stderr)}`);
  return { script: text(stdout), style: await Deno.readTextFile(page("style.css")) };
}
