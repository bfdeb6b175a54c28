/** Opens pages in Debian's Chromium, as somebody does who double-clicks them. */
import { type Browser, chromium, type Page } from "playwright-core";
import { pathToFileURL } from "node:url";
import { isFile } from "../../../src/system/path_kind.ts";

/** Where Chromium is; undefined where there is none. */
export const CHROMIUM = [Deno.env.get("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser"]
  .find((path) => path !== undefined && isFile(path));

/** How a page is looked at. */
export interface Look {
  width?: number;
  height?: number;
  dark?: boolean;
}

/** A page, and what went wrong in it. */
export interface OpenPage extends AsyncDisposable {
  page: Page;
  /** Errors, and what the browser refused. */
  complaints: string[];
  /** Whatever was asked for beside the page and its own pictures. */
  requests: string[];
}

/** Starts a browser. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    // Root has no sandbox in Debian's package; the page under test is our own.
    args: Deno.uid() === 0 ? ["--no-sandbox"] : [],
  });
}

/** Opens the page in a file, with a profile of its own. */
export async function openPage(
  browser: Browser,
  path: string,
  { width = 1280, height = 900, dark = false }: Look = {},
): Promise<OpenPage> {
  const profile = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    acceptDownloads: true,
  });
  const page = await profile.newPage();
  const complaints: string[] = [], requests: string[] = [], { href } = pathToFileURL(path);
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.accept().catch(() => {});
  });
  page.on("request", (request) => {
    if (request.url() !== href && !/^(data|blob):/.test(request.url())) requests.push(request.url());
  });
  await page.goto(href);
  await page.locator("main").waitFor();
  return { page, complaints, requests, [Symbol.asyncDispose]: () => profile.close() };
}
