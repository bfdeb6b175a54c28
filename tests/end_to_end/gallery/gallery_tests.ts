/** A search of the sample photos with its page, made once for all tests of a file. */
import { match, strictEqual } from "node:assert";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { bundlePage } from "../../../src/gallery/bundle.ts";
import { fromSource, makeStick, run, SAMPLES, type Stick } from "../program.ts";
import { CHROMIUM, startBrowser } from "./browser.ts";

/** A scan with its page. */
export interface Made {
  stick: Stick;
  page: string;
  stdout: string;
}

/** What the tests of a file are given. */
export interface GalleryTests {
  /** A test of a page: without a browser it does not run, and that is told. */
  pageTest(name: string, work: (made: Made & { browser: Browser }) => Promise<void>): void;
  /** A test without a browser. */
  test(name: string, work: (made: Made) => Promise<void>): void;
}

/** Makes the page before the first test, and removes it after the last. */
export function galleryTests(): GalleryTests {
  let made: Made | undefined, browser: Browser | undefined;
  Deno.test.beforeAll(async () => {
    // What bundles is fetched by this process once, which may have a word on certificates in its environment.
    if (fromSource) await bundlePage();
    const stick = await makeStick(), page = join(stick.folder, "found.html");
    const { code, stdout, stderr } = await run(stick, [...scan(stick), "--report", page]);
    strictEqual(code, 0, stderr);
    match(stderr, /found\.html shows 2 photos: open it/);
    made = { stick, page, stdout };
    if (CHROMIUM) browser = await startBrowser();
  });
  Deno.test.afterAll(async () => {
    await browser?.close();
    await made?.stick[Symbol.asyncDispose]();
  });
  return {
    test: (name, work) => Deno.test(name, () => work(made!)),
    pageTest: (name, work) =>
      // The browser's process and pipes are playwright's to end.
      Deno.test({
        name,
        ignore: !CHROMIUM,
        sanitizeOps: false,
        sanitizeResources: false,
        fn: () => work({ ...made!, browser: browser! }),
      }),
  };
}

/** The arguments of a search. */
export const scan = ({ folder }: Stick, photos = join(SAMPLES, "album"), known = join(SAMPLES, "known")) => [
  "scan",
  "--data",
  join(folder, "data"),
  "--known",
  known,
  photos,
];

/** The cards that a page shows. */
export const cards = (page: Page) => page.locator(".card");

/** The names of files that it shows. */
export const files = (page: Page) => page.locator(".card .path").allTextContents();
