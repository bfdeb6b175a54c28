import { ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { numbered, portableName, portablePath } from "../../../src/output/file_names.ts";

Deno.test("portableName makes names that FAT32, exFAT and Windows take", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: "grapheme", minLength: 100, maxLength: 300 })),
      (name) => {
        const safe = portableName(name);
        // deno-lint-ignore no-control-regex -- what FAT forbids
        ok(safe !== "" && !/[\x00-\x1f<>:"/\\|?*]|[. ]$/.test(safe), safe);
        ok(new TextEncoder().encode(safe).length <= 210);
        strictEqual(portableName(safe), safe);
      },
    ),
  );
});

Deno.test("portableName keeps good names and disarms device names", () => {
  strictEqual(portableName("Été à la mer (2).jpg"), "Été à la mer (2).jpg");
  strictEqual(portableName("con.jpg"), "_con.jpg");
  strictEqual(portableName(".."), "__");
});

Deno.test("portablePath never leaves its folder", () => {
  strictEqual(portablePath("a/../b: c/d.jpg", "/"), "a/__/b_ c/d.jpg");
  strictEqual(numbered("photo.jpg", 2), "photo (2).jpg");
});
