/** The page of `people`, as somebody uses it who wants to name whom the photos show. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { bundlePage } from "../../../src/gallery/bundle.ts";
import { makePair, president, put } from "../made_photos.ts";
import { events, fromSource, makeStick, ofType, run, SAMPLES } from "../program.ts";
import { CHROMIUM, openPage, startBrowser } from "./browser.ts";

Deno.test({
  name: "people are named, put together and taken apart on their page, and folders of references are made so",
  ignore: !CHROMIUM,
  // The browser's process and pipes are playwright's to end.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    // What bundles is fetched by this process once, which may have a word on certificates in its environment.
    if (fromSource) await bundlePage();
    await using stick = await makeStick();
    const browser = await startBrowser();
    try {
      const page = join(stick.folder, "people.html"), out = join(stick.folder, "named");
      await put(stick, join(SAMPLES, "known/Barack Obama/obama.jpg"), "unnamed/obama.jpg");
      for (const name of ["obama2", "obama3", "biden"]) {
        await put(stick, president(name), `unnamed/${name}.jpg`);
      }
      await makePair(stick, "unnamed/pair.jpg");
      const people = ["people", "--data", join(stick.folder, "people data"), join(stick.folder, "unnamed")];
      const first = await run(stick, [...people, "--report", page]);
      strictEqual(first.code, 0, first.stderr);
      const file = join(stick.folder, "names.json");
      {
        await using opened = await openPage(browser, page);
        const { page: shown, complaints, requests } = opened;
        deepStrictEqual(await shown.locator("h1").textContent(), "People");
        deepStrictEqual(await shown.locator("main h2").allTextContents(), ["person-001", "person-002"]);
        deepStrictEqual(await shown.locator(".card").count(), 6);
        await shown.getByLabel("Name of person-001").fill("Barack <b>");
        await shown.getByLabel("Name of person-002").fill("Barack <b>");
        await shown.keyboard.press("Enter");
        await shown.locator(".said", { hasText: "person-002: Barack <b>, together with person-001" })
          .waitFor();
        await shown.getByLabel("Name of person-002").fill("Joe");
        await shown.keyboard.press("Enter");
        await shown.locator(".said", { hasText: "person-002: Joe" }).waitFor();
        for (const other of ["obama2.jpg", "obama3.jpg"]) {
          await shown.locator(".card", { hasText: other }).locator("button.no").click();
        }
        const downloading = shown.waitForEvent("download");
        await shown.locator("button.save", { hasText: "Save 6 decisions" }).click();
        await (await downloading).saveAs(file);
        deepStrictEqual([complaints, requests], [[], []]);
      }
      const second = await run(stick, [...people, "--decisions", file, "--out", out, "--report", page]);
      strictEqual(second.code, 0, second.stderr);
      const groups = ofType(events(second.stdout), "group").map(({ group, named, faces }) => [
        named ? group : "nobody",
        ...faces.map(({ path }) => basename(path)).sort(),
      ]);
      deepStrictEqual(groups.sort(), [
        ["Barack <b>", "obama.jpg", "pair.jpg"],
        ["Joe", "biden.jpg", "pair.jpg"],
        // Of those whom No took out, nobody has said who they are; they are like each other all the same.
        ["nobody", "obama2.jpg", "obama3.jpg"],
      ]);
      const folders = [...Deno.readDirSync(out)].map(({ name }) => name).sort();
      deepStrictEqual(folders.map((name) => name.replace(/\d+$/, "")), ["Barack _b_", "Joe", "person-"]);
      await using opened = await openPage(browser, page);
      const titles = await opened.page.locator("main h2").allTextContents();
      deepStrictEqual(titles.toSorted().slice(0, 2), ["Barack <b>", "Joe"]);
      strictEqual(await opened.page.getByLabel("Name of Joe").inputValue(), "Joe");
      const found = await run(stick, ["scan", "--known", out, president("biden")]);
      deepStrictEqual(ofType(events(found.stdout), "match").map(({ people }) => people), [["Joe"]]);
    } finally {
      await browser.close();
    }
  },
});
