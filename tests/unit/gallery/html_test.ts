import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import fc from "fast-check";
import { embeddedJson, MARK, pageHtml } from "../../../src/gallery/html.ts";
import type { GalleryView } from "../../../src/gallery/view.ts";

const view: GalleryView = {
  version: 1,
  made: "2026-01-02T03:04:05.000Z",
  kind: "search",
  program: "0",
  search: { roots: ["</script><b>"], photos: 0, ending: null },
  people: [],
  photos: [],
  faces: [],
  pictures: [],
};

Deno.test("no text can end the data's element, and it reads back as it was", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
    const hostile = [...texts, "</script>", "<!--", "]]>", "\u2028"], json = embeddedJson(hostile);
    ok(!json.includes("<"));
    deepStrictEqual(JSON.parse(json), hostile);
  }));
});

const CODE = { script: "let a = 1 < 2;", style: "p > b {}" };

Deno.test("the page allows its own script and style and no other, and no network", () => {
  const html = pageHtml(view, CODE, "inside");
  match(
    html,
    /default-src 'none'; script-src 'sha256-[\w+/]+=*'; style-src 'sha256-[\w+/]+=*'; img-src data:;/,
  );
  strictEqual(html.match(/unsafe|https?:/), null);
});

Deno.test("the page allows files only for pictures beside it", () => {
  match(pageHtml(view, CODE, "beside"), /img-src data: file: 'self';/);
});

Deno.test("the page has two scripts, its data and its code, whatever the data are", () => {
  strictEqual(pageHtml(view, CODE, "inside").split("</script>").length, 3);
});

Deno.test("the page's mark is near its beginning", () => {
  const at = pageHtml(view, CODE, "inside").indexOf(MARK);
  ok(at >= 0 && at < 400, `${at}`);
});

Deno.test("code that HTML would cut short is refused", () => {
  for (const script of ['"</script>"', '"<!--"']) {
    throws(() => pageHtml(view, { script, style: "" }, "inside"));
  }
});
