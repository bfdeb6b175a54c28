import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type { DecisionsFile } from "../../../src/decisions/decisions_file.ts";
import { events, ofType, run } from "../program.ts";
import { openPage } from "./browser.ts";
import { cards, files, galleryTests, scan } from "./gallery_tests.ts";

const { pageTest } = galleryTests();
const matches = (stdout: string) => ofType(events(stdout), "match").map(({ path }) => basename(path)).sort();

pageTest(
  "the page shows who was found, the face framed and the nearest reference, and asks for nothing",
  async ({ browser, page: path }) => {
    await using opened = await openPage(browser, path);
    const { page, complaints, requests } = opened;
    deepStrictEqual(await page.locator("h2").first().textContent(), "Barack Obama");
    deepStrictEqual((await files(page)).sort(), ["obama2.jpg", "obama3.jpg"]);
    const pictures = await page.locator("img").evaluateAll((images) =>
      Promise.all(images.map(async (image) => {
        await (image as HTMLImageElement).decode();
        return (image as HTMLImageElement).naturalWidth;
      }))
    );
    // Of each photo, of its face, of the reference; and the reference beside the name.
    strictEqual(pictures.length, 7);
    ok(pictures.every((width) => width >= 100), `${pictures}`);
    for (const card of await cards(page).all()) {
      const window = (await card.locator(".window").boundingBox())!,
        frame = (await card.locator(".frame").boundingBox())!;
      ok(
        frame.x >= window.x && frame.x + frame.width <= window.x + window.width,
        "the frame is in the picture",
      );
      ok(frame.width > 30 && frame.width < 150, `${frame.width} pixels`);
    }
    deepStrictEqual([complaints, requests], [[], []]);
  },
);

pageTest(
  "the page filters by person, text, date and confidence, and says how many are left",
  async ({ browser, page: path }) => {
    await using opened = await openPage(browser, path);
    const { page } = opened;
    deepStrictEqual(await page.locator("#person option").allTextContents(), ["everyone", "Barack Obama"]);
    const left = async () => [await cards(page).count(), await page.locator(".shown").textContent()];
    await page.fill("#text", "OBAMA3");
    deepStrictEqual(await left(), [1, "1 face in 1 photo"]);
    await page.fill("#text", "nowhere");
    deepStrictEqual(await left(), [0, "no face fits this choice"]);
    await page.fill("#text", "");
    await page.fill("#from", "2999-01-01");
    strictEqual(await cards(page).count(), 0);
    await page.fill("#from", "");
    await page.fill("#to", "2999-01-01");
    strictEqual(await cards(page).count(), 2);
    await page.selectOption("#confidence", "doubtful");
    strictEqual(await cards(page).count(), 0);
    await page.selectOption("#confidence", "sure");
    strictEqual(await cards(page).count(), 2);
  },
);

pageTest(
  "the slider asks for more likeness, and the order follows what is chosen",
  async ({ browser, page: path }) => {
    await using opened = await openPage(browser, path);
    const { page } = opened;
    const byLikeness = await files(page);
    await page.selectOption("#order", "unsure");
    deepStrictEqual(await files(page), byLikeness.toReversed());
    const alike = await page.locator(".card .sure span:first-of-type").allTextContents();
    match(alike[0], /^0\.\d\d alike$/);
    await page.locator("#stricter").fill("0.4");
    strictEqual(await page.locator("output").textContent(), "stricter by 0.40");
    const strict = await cards(page).count();
    await page.locator("#stricter").fill("-0.12");
    ok(strict < 2 && await cards(page).count() >= 2);
  },
);

pageTest("the page can be used with the keyboard alone", async ({ browser, page: path }) => {
  await using opened = await openPage(browser, path);
  const { page } = opened;
  const focused = () =>
    page.evaluate(() =>
      document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.className
    );
  /** A dialog that closes gives the keyboard back a moment later. */
  const at = (label: RegExp) =>
    page.waitForFunction(
      ({ source }) => new RegExp(source).test(document.activeElement?.getAttribute("aria-label") ?? ""),
      { source: label.source },
      { timeout: 10_000 },
    );
  for (let i = 0; i < 20 && !/Barack/.test(await focused() ?? ""); i++) await page.keyboard.press("Tab");
  await at(/^Barack Obama, .* sure, obama\d\.jpg, 1 of 2$/);
  await page.keyboard.press("y");
  await at(/2 of 2$/);
  await page.keyboard.press("n");
  await page.keyboard.press("ArrowLeft");
  await at(/1 of 2, confirmed$/);
  await page.keyboard.press("Enter");
  ok(await page.locator("dialog.details").isVisible());
  await page.keyboard.press("ArrowRight");
  match(await page.locator(".details button.no").getAttribute("aria-pressed") ?? "", /true/);
  await page.keyboard.press("Escape");
  await at(/2 of 2, rejected$/);
  await page.keyboard.press("n");
  await at(/2 of 2$/);
  await page.keyboard.press("/");
  await page.keyboard.type("obama2");
  strictEqual(await cards(page).count(), 1);
  await page.locator("button.keys").focus();
  await page.keyboard.press("?");
  ok(await page.locator("dialog.help").isVisible());
});

pageTest("a click copies the path, and details link to the photo", async ({ browser, page: path }) => {
  await using opened = await openPage(browser, path);
  const { page } = opened;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator(".card .path").first().click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  match(copied, /[/\\]album[/\\]obama\d\.jpg$/);
  await page.locator(".card .open").first().click();
  const link = await page.locator(".details a").first().getAttribute("href");
  ok((await Deno.stat(new URL(link!))).isFile, link!);
});

pageTest(
  "decisions go down as a file, up again, and into the next scan",
  async ({ browser, stick, page: path }) => {
    await using opened = await openPage(browser, path);
    const { page, complaints } = opened;
    const rejected = page.locator(".card", { hasText: "obama2.jpg" });
    await rejected.locator("button.no").click();
    await page.locator(".card", { hasText: "obama3.jpg" }).locator("button.yes").click();
    const downloading = page.waitForEvent("download");
    await page.locator("button.save", { hasText: "Save 2 decisions" }).click();
    const file = join(stick.folder, "decisions.json");
    await (await downloading).saveAs(file);
    const { decisions }: DecisionsFile = JSON.parse(await Deno.readTextFile(file));
    deepStrictEqual(decisions.map(({ path, verdict }) => [basename(path!), verdict]).sort(), [
      ["obama2.jpg", "no"],
      ["obama3.jpg", "yes"],
    ]);

    await page.reload();
    strictEqual(await page.locator(".card.no, .card.yes").count(), 0);
    await page.locator("input[type=file]").setInputFiles(file);
    await page.locator(".said", { hasText: "2 decisions loaded" }).waitFor();
    strictEqual(await rejected.locator("button.no").getAttribute("aria-pressed"), "true");
    await page.selectOption("#verdict", "yes");
    deepStrictEqual(await files(page), ["obama3.jpg"]);
    deepStrictEqual(complaints, []);

    const next = await run(stick, [...scan(stick), "--decisions", file]);
    deepStrictEqual(matches(next.stdout), ["obama3.jpg"], next.stderr);
    const again = await run(stick, scan(stick));
    deepStrictEqual(matches(again.stdout), ["obama3.jpg"], "it is remembered");
  },
);

pageTest("what is no file of decisions is refused by the page", async ({ browser, page: path }) => {
  await using opened = await openPage(browser, path);
  const { page } = opened;
  for (const text of ["{}", "<b>", '{"schema":1,"decisions":[{}]}']) {
    await page.locator("input[type=file]").setInputFiles({
      name: "x.json",
      mimeType: "application/json",
      buffer: Buffer.from(text),
    });
    await page.locator(".said", { hasText: "not loaded" }).waitFor();
  }
});

for (const dark of [false, true]) {
  pageTest(`axe finds nothing serious, ${dark ? "dark" : "light"}`, async ({ browser, page: path }) => {
    await using opened = await openPage(browser, path, { dark });
    const { page } = opened;
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [red] = ground.match(/\d+/g)!.map(Number);
    ok(dark ? red < 60 : red > 200, ground);
    const axe = await Deno.readTextFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));
    const serious = async () => {
      // Not by a script element, which the page's policy forbids.
      const found = await page.evaluate(`${axe}; axe.run().then(({ violations }) => violations)`) as {
        id: string;
        impact: string;
        nodes: { html: string }[];
      }[];
      return found.filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
    };
    deepStrictEqual(await serious(), []);
    await page.keyboard.press("n");
    await page.locator(".card .open").first().click();
    deepStrictEqual(await serious(), []);
  });
}

pageTest(
  "the page can be printed: everything found, nothing to press",
  async ({ browser, stick, page: path }) => {
    await using opened = await openPage(browser, path);
    const { page } = opened;
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    strictEqual(await cards(page).count(), 2);
    for (const hidden of [".bar", ".card .verdict"]) {
      strictEqual(await page.locator(hidden).first().isVisible(), false);
    }
    const tops = await page.locator(".person, .row").evaluateAll((rows) =>
      rows.map((row) => getComputedStyle(row).position)
    );
    deepStrictEqual([...new Set(tops)], ["static"]);
    const card = (await cards(page).first().boundingBox())!;
    for (const text of await page.locator(".card").first().locator(".path, .runner-up:visible").all()) {
      const { y, height } = (await text.boundingBox())!;
      ok(y + height + 6 < card.y + card.height, "there is room below the last line");
    }
    const pdf = join(stick.folder, "found.pdf");
    await page.pdf({ path: pdf });
    ok((await Deno.stat(pdf)).size > 10_000);
  },
);

/** Long ones, with and without places to break a line at. */
const LONG_NAME = "Maria-Magdalena Theodora von und zu Hohenstein-Oberwiesenthal, born Schmidt",
  LONG_FOLDER = "Summer2019withallchildrenandgrandchildrenandeverybodyelse".repeat(2);

pageTest(
  "long names of people and folders are shown whole, and nothing is wider than a phone",
  async ({ browser, page: path, stick }) => {
    const long = join(stick.folder, "long.html"), html = await Deno.readTextFile(path);
    await Deno.writeTextFile(
      long,
      html.replaceAll("Barack Obama", LONG_NAME).replaceAll("/album", `/${LONG_FOLDER}`),
    );
    // The cards of the last are as narrow as they become.
    for (const width of [320, 390, 768, 1280, 1020]) {
      await using opened = await openPage(browser, long, { width });
      const { page, complaints } = opened;
      strictEqual(await page.locator("main h2").textContent(), LONG_NAME);
      const widest = () => page.evaluate(() => document.documentElement.scrollWidth);
      const cut = (within: string) =>
        page.locator(`${within} :is(h2, .count, .sure *, .day, dd, dt, .path, button)`).evaluateAll((all) =>
          all.filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth)
            .map(({ textContent }) => textContent)
        );
      deepStrictEqual([await widest(), await cut("main")], [width, []]);
      const { x, width: room } = (await page.locator("main").boundingBox())!;
      for (const field of await page.locator(".field :is(select, input)").all()) {
        const { x: from, width: wide } = (await field.boundingBox())!;
        ok(from >= x && from + wide <= x + room, `${await field.getAttribute("id")} at ${width}`);
      }
      const heading = (await page.locator(".person").boundingBox())!,
        name = (await page.locator("main h2").boundingBox())!,
        first = (await cards(page).first().boundingBox())!;
      ok(name.y + name.height <= heading.y + heading.height && heading.y + heading.height <= first.y);
      await page.locator(".card .open").first().click();
      const scrolled = await page.locator("dialog.details[open]").evaluate(({ scrollTop }) => scrollTop);
      strictEqual(scrolled, 0, "the name and the photo come first");
      deepStrictEqual([await widest(), await cut("dialog.details"), complaints], [width, [], []]);
    }
  },
);
