import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { DecisionsFile } from "../../../src/decisions/decisions_file.ts";
import type { EventOf } from "../../../src/output/events.ts";
import { CHROMIUM, openPage, startBrowser } from "./browser.ts";
import { bundlePage } from "../../../src/gallery/bundle.ts";
import type { GalleryView } from "../../../src/gallery/view.ts";
import { command, events, fromSource, makeStick, ofType, run, SAMPLES, type Stick } from "../program.ts";

/** A test of the page: without a browser it does not run, and that is told. */
function pageTest(name: string, work: (made: Made & { browser: Browser }) => Promise<void>) {
  // The browser's process and pipes are playwright's to end.
  Deno.test({
    name,
    ignore: !CHROMIUM,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => work({ ...made!, browser: browser! }),
  });
}

/** A scan with its page. */
interface Made {
  stick: Stick;
  page: string;
  stdout: string;
}
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

const scan = ({ folder }: Stick, photos = join(SAMPLES, "album"), known = join(SAMPLES, "known")) => [
  "scan",
  "--data",
  join(folder, "data"),
  "--known",
  known,
  photos,
];

const cards = (page: Page) => page.locator(".card");
const files = (page: Page) => page.locator(".card .path").allTextContents();
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
    deepStrictEqual(await left(), [0, "nothing is like that"]);
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
    await page.locator(".said", { hasText: "2 decisions taken over" }).waitFor();
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
    await page.locator(".said", { hasText: "not taken over" }).waitFor();
  }
});

const HOSTILE = [
  "<img src=x onerror=alert(1)>.jpg",
  `"quotes' & <script>alert(1)<`,
  "two\nlines.jpg",
  "gpj.\u202eexe.jpg",
  "line\u2028separator.jpg",
];

pageTest("names of files and people never become markup", async ({ browser, stick }) => {
  const known = join(stick.folder, "hostile known"), photos = join(stick.folder, "hostile <b>");
  const person = `</script><img src=x onerror=alert(1)>"\u202e`.replaceAll("/", "");
  await Deno.mkdir(join(known, person), { recursive: true });
  await Deno.mkdir(photos);
  const [reference] = Deno.readDirSync(join(SAMPLES, "known", "Barack Obama"));
  await Deno.copyFile(join(SAMPLES, "known", "Barack Obama", reference.name), join(known, person, "<i>.jpg"));
  for (const name of HOSTILE) await Deno.copyFile(join(SAMPLES, "album", "obama2.jpg"), join(photos, name));
  const path = join(stick.folder, "hostile.html");
  const { code, stderr } = await run(stick, [
    ...scan(stick, photos, known),
    "--remember",
    "none",
    "--report",
    path,
  ]);
  strictEqual(code, 0, stderr);
  await using opened = await openPage(browser, path);
  const { page, complaints, requests } = opened;
  strictEqual(await cards(page).count(), HOSTILE.length);
  await page.locator(".card .open").first().click();
  const shown = (await files(page)).sort();
  deepStrictEqual(shown, HOSTILE.map((name) => name.replace(/[\n\u2028\u202e]/, "\ufffd")).sort());
  strictEqual(await page.locator("h2").first().textContent(), person.replace("\u202e", "\ufffd"));
  strictEqual(
    await page.locator("main script, main b, main i, .details b, img[onerror], [onclick]").count(),
    0,
  );
  deepStrictEqual([complaints, requests], [[], []]);
});

/** A file of results with so many matches of two people, whose photos are not there. */
async function manyMatches(path: string, count: number) {
  const lines = [
    {
      ...{
        type: "start",
        schema: 1,
        version: "0",
        models: [],
        workers: 1,
        roots: ["/p"],
        threshold: 0.5,
        resumed: 0,
      },
      provider: { requested: "auto", used: "cpu", reason: "" },
      people: ["Ann", "Bob"].map((name) => ({ name, references: 1, threshold: 0.5, warnings: [] })),
      not_people: [],
      strictness: "normal",
      search: "s",
    },
    ...Array.from({ length: count }, (_, i) => {
      const person = i % 2 ? "Ann" : "Bob",
        face: EventOf<"match">["faces"][number] = {
          box: { x: 10, y: 10, width: 50, height: 60 },
          detection: 0.9,
          person,
          nearest: person,
          similarity: 0.5 + i / count / 2,
          runner_up: null,
          confidence: 0.9,
          quality: { sharpness: 100, yaw: 0, size: 50 },
        };
      return {
        ...{ type: "match", path: `/p/${i % 100}/${i}.jpg`, size: 1, modified: "2020-01-02T03:04:05.000Z" },
        ...{
          hash: i.toString(16).padStart(64, "0"),
          width: 640,
          height: 480,
          people: [person],
          faces: [face],
        },
        from_index: false,
      };
    }),
  ].map((fields, seq) => JSON.stringify({ ...fields, run: "r", seq, time: "2026-01-01T00:00:00.000Z" }));
  // Cut off as by a crash: no `end`, and a torn line.
  await Deno.writeTextFile(path, lines.join("\n") + '\n{"type":"mat');
}

pageTest("20,000 matches are scrolled with a few of them in the document", async ({ browser, stick }) => {
  const results = join(stick.folder, "many.ndjson"), path = join(stick.folder, "many.html");
  await manyMatches(results, 20_000);
  const { code, stderr } = await run(stick, ["report", results, "-o", path]);
  strictEqual(code, 0, stderr);
  match(stderr, /20000 photos, 20000 of them without a picture/);
  const began = performance.now();
  await using opened = await openPage(browser, path);
  const { page, complaints } = opened;
  await cards(page).first().waitFor();
  const ready = performance.now() - began;
  strictEqual(await page.locator(".shown").textContent(), "20,000 faces in 20,000 photos");
  match(await page.locator(".summary").textContent() ?? "", /the search had not reached its end/);
  const nodes = () => page.evaluate(() => document.querySelectorAll("*").length);
  let most = await nodes();
  for (const part of [0.1, 0.5, 0.9, 1]) {
    await page.evaluate((part) => scrollTo(0, part * document.documentElement.scrollHeight), part);
    await page.waitForFunction(() =>
      [...document.querySelectorAll(".card")].some((card) => {
        const { top, bottom } = card.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      })
    );
    most = Math.max(most, await nodes());
  }
  ok(most < 2500, `${most} nodes`);
  deepStrictEqual(
    await page.locator("h2").allTextContents().then((all) => all.filter((name) => name !== "Keys")),
    [],
  );
  await page.keyboard.press("Home");
  await page.keyboard.press("End");
  match(
    await page.evaluate(() => document.activeElement?.getAttribute("aria-label")) ?? "",
    /10,?000 of 10,?000$/,
  );
  const sliding = performance.now();
  await page.locator("#stricter").fill("0.25");
  await page.locator(".shown", { hasText: "10,000 faces" }).waitFor();
  console.log(
    `20,000 matches: ready in ${ready.toFixed()} ms, slider ${(performance.now() - sliding).toFixed()} ms`,
  );
  deepStrictEqual(complaints, []);
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
    const pdf = join(stick.folder, "found.pdf");
    await page.pdf({ path: pdf });
    ok((await Deno.stat(pdf)).size > 10_000);
  },
);

Deno.test("report makes the same page of the events, and one without pictures where photos are gone", async () => {
  const { stick, page, stdout } = made!,
    results = join(stick.folder, "results.ndjson"),
    again = join(stick.folder, "again.html");
  await Deno.writeTextFile(results, stdout);
  strictEqual((await run(stick, ["report", results, "-o", again])).code, 0);
  const pictures = (html: string) =>
    JSON.parse(html.match(/id="view">(.*?)<\/script>/s)![1]).pictures as string[];
  const first = pictures(await Deno.readTextFile(page));
  strictEqual(first.length, 5);
  deepStrictEqual(pictures(await Deno.readTextFile(again)).sort(), first.sort());
  await Deno.writeTextFile(results, stdout.replaceAll("album", "gone").replaceAll("obama.jpg", "gone.jpg"));
  const { code, stderr } = await run(stick, ["report", results, "-o", again]);
  deepStrictEqual([code, pictures(await Deno.readTextFile(again))], [0, []], stderr);
  match(stderr, /2 of them without a picture/);
});

Deno.test("a search that is interrupted makes its page of what it has told, and says so", async () => {
  const { stick } = made!, page = join(stick.folder, "stopped.html"), photos = join(stick.folder, "many");
  await Deno.mkdir(photos);
  const jpeg = await Deno.readFile(join(SAMPLES, "album", "obama2.jpg"));
  for (let i = 0; i < 40; i++) {
    await Deno.writeFile(join(photos, `${i}.jpg`), Uint8Array.from([...jpeg, i]));
  }
  const child = command(stick, [...scan(stick, photos), "--remember", "none", "--report", page]).spawn();
  let stdout = "", asked = false;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    stdout += text;
    if (asked || !stdout.includes('"type":"match"')) continue;
    asked = true;
    child.kill("SIGINT");
  }
  const [{ code }] = await Promise.all([child.status, child.stderr.cancel()]);
  const view: GalleryView = JSON.parse(
    (await Deno.readTextFile(page)).match(/id="view">(.*?)<\/script>/s)![1],
  );
  const told = ofType(events(stdout), "match").map(({ path }) => path);
  deepStrictEqual([code, view.search.ending], [130, "interrupted"]);
  deepStrictEqual(view.photos.map(({ path }) => path).sort(), told.sort());
  ok(told.length < 40 && view.photos.every(({ picture }) => picture !== null));
});

Deno.test("no page takes the place of somebody's file, or of a folder, unless it is told to", async () => {
  const { stick } = made!, mine = join(stick.folder, "mine.html"), results = join(stick.folder, "r.ndjson");
  await Deno.writeTextFile(mine, "<p>mine");
  await Deno.writeTextFile(results, made!.stdout);
  for (const args of [[...scan(stick), "--report", mine], ["report", results, "-o", mine]]) {
    const { code, stderr } = await run(stick, args);
    deepStrictEqual([code, await Deno.readTextFile(mine)], [2, "<p>mine"]);
    match(stderr, /mine\.html: is there already, and is no gallery of facefinder/);
  }
  for (
    const [path, reason] of [[stick.folder, /is a folder/], [
      join(stick.folder, "no", "x.html"),
      /there is no folder/,
    ]] as const
  ) {
    const { code, stderr } = await run(stick, ["report", results, "-o", path]);
    strictEqual(code, 2);
    match(stderr, reason);
  }
  strictEqual((await run(stick, ["report", results, "-o", mine, "--overwrite"])).code, 0);
  match(await Deno.readTextFile(mine), /^<!DOCTYPE html>/);
});

Deno.test("what is no search is told by report, and leaves no page", async () => {
  const { stick } = made!,
    results = join(stick.folder, "none.ndjson"),
    page = join(stick.folder, "none.html");
  const faces = await run(stick, ["faces", join(SAMPLES, "album", "obama2.jpg")]);
  for (
    const [text, reason] of [["hello\n", /no event of facefinder/], ["", /no search/], [
      faces.stdout,
      /no search/,
    ]] as const
  ) {
    await Deno.writeTextFile(results, text);
    const { code, stderr } = await run(stick, ["report", results, "-o", page]);
    strictEqual(code, 2);
    match(stderr, reason);
  }
  const missing = await run(stick, ["report", join(stick.folder, "nowhere"), "-o", page]);
  strictEqual(missing.code, 2);
  strictEqual([...Deno.readDirSync(stick.folder)].some(({ name }) => name === "none.html"), false);
});
