/** Makes the README's picture of a page: `deno run -A tests/end_to_end/gallery/picture.ts`. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeStick, run, SAMPLES } from "../program.ts";
import { openPage, startBrowser } from "./browser.ts";

const OUTPUT = fileURLToPath(new URL("page.png", import.meta.url));
/** Whom to look for beside those of the samples: by one of their own photos. */
const PEOPLE = { "Eileen Collins": "astronaut.png", "Joe Biden": "biden.jpg" };

await using stick = await makeStick();
const known = join(stick.folder, "known"), page = join(stick.folder, "found.html");
for (const [name, photo] of Object.entries(PEOPLE)) {
  await Deno.mkdir(join(known, name), { recursive: true });
  await Deno.copyFile(join(SAMPLES, "album", photo), join(known, name, photo));
}
const { code, stderr } = await run(stick, [
  ...["scan", "--known", join(SAMPLES, "known"), "--known", known, join(SAMPLES, "album"), "--report", page],
]);
if (code !== 0) throw new Error(stderr);
const browser = await startBrowser();
await using opened = await openPage(browser, page, { width: 1240, height: 760 });
await opened.page.locator("button.yes").first().click();
await opened.page.waitForTimeout(4500);
await opened.page.screenshot({ path: OUTPUT });
await browser.close();
