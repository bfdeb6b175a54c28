import { pageCodeFolder } from "../assets.ts";
import { bundlePage } from "./bundle.ts";
import type { PageCode } from "./html.ts";

/** The code of the gallery page: as the executable carries it, or made from its sources. */
export async function pageCode(): Promise<PageCode> {
  const folder = pageCodeFolder();
  if (!folder) return await bundlePage();
  const read = (name: string) => Deno.readTextFile(new URL(name, folder));
  return { script: await read("page.js"), style: await read("page.css") };
}
