import { deepStrictEqual, ok } from "node:assert";
import fc from "fast-check";
import { bootstrap, clustered, type Count, total, wilson } from "../../accuracy/statistics.ts";

const near = (a: number, b: number) => ok(Math.abs(a - b) < 5e-5, `${a} instead of ${b}`);
const count = fc.nat(50).chain((of) => fc.nat(of).map((hits): Count => ({ hits, of })));

Deno.test("Wilson's interval is that of the literature", () => {
  // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
  for (
    const [hits, of, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
      [29, 29, 0.8830, 1],
    ]
  ) {
    const interval = wilson({ hits, of });
    near(interval.low, low);
    near(interval.high, high);
  }
});

Deno.test("Wilson's interval holds the share that was seen, and is all there is without a trial", () => {
  fc.assert(fc.property(count, ({ hits, of }) => {
    const { low, high } = wilson({ hits, of });
    ok(low >= 0 && high <= 1);
    if (of > 0) ok(low <= hits / of && hits / of <= high);
  }));
  deepStrictEqual(wilson({ hits: 0, of: 0 }), { low: 0, high: 1 });
});

Deno.test("the bootstrap gives the same interval for the same counts", () => {
  fc.assert(
    fc.property(fc.array(count, { maxLength: 20 }), (groups) => {
      deepStrictEqual(bootstrap(groups), bootstrap(groups));
    }),
    { numRuns: 20 },
  );
});

Deno.test("the bootstrap of single trials is near Wilson's interval", () => {
  const singles = Array.from({ length: 400 }, (_, i): Count => ({ hits: i % 4 === 0 ? 1 : 0, of: 1 }));
  const drawn = bootstrap(singles), formula = wilson(total(singles));
  ok(Math.abs(drawn.low - formula.low) < 0.01 && Math.abs(drawn.high - formula.high) < 0.01);
});

Deno.test("errors that come together widen the interval", () => {
  // The same 100 of 400, but all of them of ten people out of forty.
  const groups = Array.from({ length: 40 }, (_, i): Count => ({ hits: i % 4 === 0 ? 10 : 0, of: 10 }));
  const together = clustered(groups), alone = wilson(total(groups));
  ok(together.high - together.low > 2 * (alone.high - alone.low));
});

Deno.test("an interval of people is never narrower than that of independent photos", () => {
  fc.assert(
    fc.property(fc.array(count, { minLength: 1, maxLength: 20 }), (groups) => {
      const interval = clustered(groups), single = wilson(total(groups));
      ok(interval.low <= single.low && interval.high >= single.high);
    }),
    { numRuns: 20 },
  );
});
