import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { outlooks } from "../../../src/matching/outlook.ts";
import { makePerson } from "../../../src/matching/person.ts";
import { unit } from "./plane.ts";

const TABLE = {
  basis: "",
  references: [1, 10],
  false_match_rates: [0.01, 0.001, 0.0001],
  similarity: [[0.3, 0.4, 0.5], [0.3, 0.4, 0.5]],
};
/** Strangers are around 0, and as rare above .4 as the table says: .4 is 3.09 deviations. */
const STRANGERS = {
  mean: Float32Array.of(0, 0),
  axes: [],
  rest: Float32Array.of(0.0168, 0.0168),
  tail: { intercept: 0, slope: 1 },
};
/** Everybody looks like the second axis. */
const HUB = { ...STRANGERS, mean: Float32Array.of(0, 0.15) };

const sought = (name: string, ...angles: number[]) => ({ name, person: makePerson(name, angles.map(unit)) });
const ann = sought("Ann", 0, 0.1, 0.2),
  codes = (warnings: readonly { code: string }[]) => warnings.map((w) => w.code);

Deno.test("one person has the table's thresholds, and the false matches that they promise", () => {
  const [{ name, thresholds, expectedFalse, lookAlikes, warnings }] = outlooks([ann], TABLE, STRANGERS);
  deepStrictEqual([name, lookAlikes, warnings], ["Ann", [], []]);
  ok(
    Object.entries({ loose: 0.3, normal: 0.4, strict: 0.5 }).every(([key, value]) =>
      Math.abs(thresholds![key as "loose"] - value) < 1e-9
    ),
  );
  ok(Math.abs(expectedFalse!.normal - 0.001) < 2e-4 && expectedFalse!.strict < expectedFalse!.normal);
});

Deno.test("several people share the promise: their thresholds are higher", () => {
  const [one] = outlooks([ann], TABLE, null),
    [two] = outlooks([ann, sought("Bob", 2, 2.1, 2.2)], TABLE, null);
  ok(two.thresholds!.normal > one.thresholds!.normal);
  deepStrictEqual([one.expectedFalse, two.expectedFalse], [null, null]);
});

Deno.test("who has no usable reference is told so, and doesn't take part in the promise", () => {
  const [none, one] = outlooks([{ name: "Eve", person: null }, ann], TABLE, STRANGERS);
  deepStrictEqual([none.thresholds, none.expectedFalse, codes(none.warnings)], [null, null, [
    "no_usable_reference",
  ]]);
  deepStrictEqual(one.thresholds, outlooks([ann], TABLE, STRANGERS)[0].thresholds);
});

Deno.test("few references and two that disagree are warned of", () => {
  const warned = (...angles: number[]) =>
    codes(outlooks([sought("Ann", ...angles)], TABLE, null)[0].warnings);
  deepStrictEqual(warned(0), ["few_references"]);
  deepStrictEqual(warned(0, 0.5), ["few_references"]);
  deepStrictEqual(warned(0, 2), ["few_references", "disagreeing_references"]);
  deepStrictEqual(warned(0, 0.5, 1), []);
});

Deno.test("people who look alike are warned of, each for themselves", () => {
  const [a, b] = outlooks([ann, sought("Bob", 0.5, 0.6, 0.7)], TABLE, STRANGERS);
  deepStrictEqual([codes(a.warnings), codes(b.warnings)], [["look_alike"], ["look_alike"]]);
  deepStrictEqual([a.lookAlikes[0].really, b.lookAlikes[0].really], ["Bob", "Ann"]);
});

Deno.test("who is like everybody is warned of", () => {
  const [hub] = outlooks([sought("Ann", 1.5, 1.6, 1.7)], TABLE, HUB);
  deepStrictEqual(codes(hub.warnings), ["many_false_matches"]);
  strictEqual(outlooks([ann], TABLE, HUB)[0].warnings.length, 0);
});
