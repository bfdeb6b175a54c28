import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { readXmp, writeXmp } from "../../../../src/output/sidecars/xmp.ts";

const region = { name: "Ann", x: .25, y: .5, width: .125, height: .75 };
const regions = { width: 4000, height: 3000, list: [region, { ...region, name: "Bob" }] };

Deno.test("writeXmp and readXmp agree, for any name that XML can hold", () => {
  deepStrictEqual(readXmp(writeXmp(regions)), regions);
  deepStrictEqual(readXmp(writeXmp({ ...regions, list: [] })), { ...regions, list: [] });
  const name = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom(..."<>&'\"]\t\n\r;#$a") }),
    fc.constantFrom("]]>", "</rdf:li>", "<!--", "&amp;", "$&", "\u202eAnn", "אן", "0".repeat(16)),
  );
  fc.assert(fc.property(name, (name) => {
    // deno-lint-ignore no-control-regex -- what XML forbids
    const allowed = name.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd");
    deepStrictEqual(readXmp(writeXmp({ ...regions, list: [{ ...region, name }] }))?.list[0].name, allowed);
  }));
});

Deno.test("writeXmp leaves no character in its text that XML forbids", () => {
  const name = Array.from({ length: 0x20 }, (_, i) => String.fromCharCode(i)).join("") + "\ud800\ufffe\uffff";
  const text = writeXmp({ ...regions, list: [{ ...region, name }] });
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  ok(!/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text) && text.isWellFormed());
});

Deno.test("readXmp knows what another program wrote, or changed in ours", () => {
  const ours = writeXmp(regions);
  for (
    const text of [
      "",
      ours.replace("Bob", "Bib"),
      ours + " ",
      ours.replace(/facefinder \S+ /, "XMP Core "),
      ours.replace(/ x:xmptk="[^"]*"/, ""),
      ours.replace(/([0-9a-f]{16})">/, '0000000000000000">'),
    ]
  ) strictEqual(readXmp(text), null);
});
