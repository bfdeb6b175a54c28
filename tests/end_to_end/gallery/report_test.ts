import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { bundlePage } from "../../../src/gallery/bundle.ts";
import { pageHtml } from "../../../src/gallery/html.ts";
import { PictureShelf } from "../../../src/gallery/shelf.ts";
import type { GalleryView } from "../../../src/gallery/view.ts";
import type { EventOf } from "../../../src/output/events.ts";
import { command, events, ofType, run, SAMPLES } from "../program.ts";
import { openPage } from "./browser.ts";
import { cards, files, galleryTests, scan } from "./gallery_tests.ts";

const { pageTest, test } = galleryTests();

/** What a page shows. */
const viewIn = (html: string): GalleryView => JSON.parse(html.match(/id="view">(.*?)<\/script>/s)![1]);

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
  match(await page.locator(".summary").textContent() ?? "", /the search did not reach its end/);
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

pageTest(
  "a window with very many groups is resized without measuring each of their headings",
  async ({ browser, stick, page }) => {
    const view = viewIn(await Deno.readTextFile(page)),
      path = join(stick.folder, "groups.html"),
      count = 1000;
    const many: GalleryView = {
      ...view,
      kind: "groups",
      people: Array.from({ length: count }, (_, i) => ({
        ...view.people[0],
        name: i === 7 ? "Ann ".repeat(40) : `person-${String(i).padStart(3, "0")}`,
        unnamed: true,
      })),
      faces: Array.from({ length: count }, (_, person) => ({ ...view.faces[0], person, runnerUp: null })),
    };
    await Deno.writeTextFile(path, pageHtml(many, await bundlePage(), "inside"));
    await using opened = await openPage(browser, path);
    const measured = await opened.page.evaluate(async () => {
      const list = document.querySelector("main")!, counts: number[] = [];
      new MutationObserver((changes) => {
        const added = changes.flatMap(({ addedNodes }) => [...addedNodes]) as Element[];
        counts.push(
          ...added.filter((node) => node.className === "measured").map((node) => node.children.length),
        );
      }).observe(list, { childList: true });
      const before = list.style.height;
      list.style.width = "300px";
      while (list.style.height === before) await new Promise(requestAnimationFrame);
      return counts;
    });
    ok(measured.length > 0 && measured.every((headings) => headings < 10), `${measured}`);
  },
);

pageTest(
  "a page with very many pictures shows them from the folder beside it, and nothing else",
  async ({ browser, stick, page }) => {
    const view = viewIn(await Deno.readTextFile(page)), folder = join(stick.folder, "be side#1");
    await Deno.mkdir(folder);
    const path = join(folder, "fo und.html"), shelf = new PictureShelf(path, 100);
    for (const url of view.pictures) shelf.add(Buffer.from(url.split(",")[1], "base64"), "ab".repeat(32));
    const moved = { ...view, pictures: shelf.urls() };
    await Deno.writeTextFile(path, pageHtml(moved, await bundlePage(), shelf.place));
    await using opened = await openPage(browser, path);
    const widths = await opened.page.locator("img").evaluateAll((images) =>
      Promise.all(images.map(async (image) => {
        await (image as HTMLImageElement).decode();
        return (image as HTMLImageElement).naturalWidth;
      }))
    );
    ok(widths.length === 7 && widths.every((width) => width >= 100), `${widths}`);
    deepStrictEqual([opened.complaints, new Set(opened.requests).size], [[], view.pictures.length]);
  },
);

test("report makes the same page of the events, and one without pictures where photos are gone", async ({ stick, page, stdout }) => {
  const results = join(stick.folder, "results.ndjson"),
    again = join(stick.folder, "again.html");
  await Deno.writeTextFile(results, stdout);
  strictEqual((await run(stick, ["report", results, "-o", again])).code, 0);
  const pictures = (html: string) => viewIn(html).pictures;
  const first = pictures(await Deno.readTextFile(page));
  strictEqual(first.length, 5);
  deepStrictEqual(pictures(await Deno.readTextFile(again)).sort(), first.sort());
  await Deno.writeTextFile(results, stdout.replaceAll("album", "gone").replaceAll("obama.jpg", "gone.jpg"));
  const { code, stderr } = await run(stick, ["report", results, "-o", again]);
  deepStrictEqual([code, pictures(await Deno.readTextFile(again))], [0, []], stderr);
  match(stderr, /2 of them without a picture/);
});

test("a search that is interrupted makes its page of what it has told, and says so", async ({ stick }) => {
  const page = join(stick.folder, "stopped.html"), photos = join(stick.folder, "many");
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
  const view = viewIn(await Deno.readTextFile(page));
  const told = ofType(events(stdout), "match").map(({ path }) => path);
  deepStrictEqual([code, view.search.ending], [130, "interrupted"]);
  deepStrictEqual(view.photos.map(({ path }) => path).sort(), told.sort());
  ok(told.length < 40 && view.photos.every(({ picture }) => picture !== null));
});

test("no page takes the place of somebody's file, or of a folder, unless it is told to", async ({ stick, stdout }) => {
  const mine = join(stick.folder, "mine.html"), results = join(stick.folder, "r.ndjson");
  await Deno.writeTextFile(mine, "<p>mine");
  await Deno.writeTextFile(results, stdout);
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

test("what is no search is told by report, and leaves no page", async ({ stick }) => {
  const results = join(stick.folder, "none.ndjson"),
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
