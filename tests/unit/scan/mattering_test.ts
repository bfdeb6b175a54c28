import { deepStrictEqual } from "node:assert";
import type { Effort } from "../../../src/faces/effort.ts";
import { BlockMaker } from "../../../src/index/coarse_block.ts";
import { Prefilter } from "../../../src/matching/decision/prefilter.ts";
import { mattering } from "../../../src/scan/mattering.ts";
import { done, failed, hashOf } from "../index/sample_findings.ts";
import { person, unit } from "../matching/plane.ts";

/** A content whose faces lie at these angles to Ann's. */
function content(effort: Effort, ...angles: number[]) {
  const finding = done(0, angles.length), { faces } = finding.analysis;
  faces.forEach((face, i) => face.embedding = unit(angles[i]));
  return { ...finding, analysis: { ...finding.analysis, effort } };
}

Deno.test("what matters has a face that does, or was looked at less hard than is asked, or must be read", () => {
  const maker = new BlockMaker(),
    findings = [
      content("normal", 2, 0.1),
      content("normal", 2, 3),
      content("normal"),
      content("quick", 2),
      failed(),
      content("thorough", 3, 2, 0.2, 3),
    ];
  findings.forEach((finding, i) => maker.add(i, hashOf(i), { hash: hashOf(i), finding }));
  const filter = new Prefilter([person("Ann", 0)], []), block = maker.block();
  deepStrictEqual(mattering(filter, "normal")(block), [true, false, false, true, true, true]);
  deepStrictEqual(mattering(filter, "quick")(block), [true, false, false, false, true, true]);
});
