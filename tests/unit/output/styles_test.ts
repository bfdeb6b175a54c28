import { strictEqual } from "node:assert";
import { canErase, plain, wantsColours } from "../../../src/output/styles.ts";

Deno.test("colours are wanted unless NO_COLOR says something, or the terminal has none", () => {
  strictEqual(wantsColours({}), true);
  strictEqual(wantsColours({ NO_COLOR: "", TERM: "xterm" }), true);
  strictEqual(wantsColours({ NO_COLOR: "1" }), false);
  strictEqual(wantsColours({ NO_COLOR: "0" }), false);
  strictEqual(wantsColours({ TERM: "dumb" }), false);
});

Deno.test("a dumb terminal erases nothing, whatever is said about colours", () => {
  strictEqual(canErase({ TERM: "dumb" }), false);
  strictEqual(canErase({ TERM: "xterm" }), true);
  strictEqual(canErase({}), true);
});

Deno.test("plain parts of a line are printable", () =>
  strictEqual(plain("good", "A\x1b[1mn\n"), "A\uFFFD[1mn\uFFFD"));
