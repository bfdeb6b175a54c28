import { ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { compareVersions } from "../../../src/merging/version_order.ts";

Deno.test("versions are in the order of semver.org", () => {
  const sorted = [
    ...["no version", "0.9.0", "0.10.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta"],
    ...["1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.1.0", "10.0.0"],
  ];
  sorted.forEach((a, i) =>
    sorted.forEach((b, j) => strictEqual(Math.sign(compareVersions(a, b)), Math.sign(i - j), `${a} ${b}`))
  );
  strictEqual(compareVersions("1.0.0+a", "1.0.0+b"), 0);
});

Deno.test("the order of versions is the same from both sides, and from one to the next", () => {
  const part = fc.nat({ max: 2 }), pre = fc.constantFrom("", "-a", "-1", "-a.1", "-1.a", "+x", "-a+x");
  const version = fc.oneof(
    fc.constantFrom("", "x", "1.0"),
    fc.tuple(part, part, part, pre).map(([a, b, c, d]) => `${a}.${b}.${c}${d}`),
  );
  fc.assert(fc.property(version, version, version, (a, b, c) => {
    strictEqual(Math.sign(compareVersions(a, b)), -Math.sign(compareVersions(b, a)) || 0);
    ok(!(compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) || compareVersions(a, c) <= 0);
  }));
});
