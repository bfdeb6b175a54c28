import { deepStrictEqual } from "node:assert";
import { findDecidedFaces } from "../../../src/scan/decided_faces.ts";
import type { ReferenceExaminer } from "../../../src/scan/references.ts";
import { aDecision } from "../decisions/a_decision.ts";
import { hashOf } from "../index/sample_findings.ts";
import { fill, findingOf, withIndex } from "../index/test_index.ts";
import { makeFolder } from "../output/temporary_folder.ts";

/** Nothing may be examined. */
const nobody: ReferenceExaminer = {
  recall: () => null,
  examine: () => Promise.reject(new Error("a photo is examined")),
  remember: () => Promise.resolve(),
};

Deno.test("a decided face is found in what is remembered of its photo, by its place in it", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    await fill(index, 4);
    const finding = findingOf(3);
    if (finding.kind !== "done") throw new Error("it has faces");
    for (const face of finding.analysis.faces) {
      const decision = aDecision({ hash: hashOf(3), box: { ...face.box, x: face.box.x + 0.01 } });
      const [found] = await findDecidedFaces([decision], index, nobody);
      deepStrictEqual([found.decision, found.face.box, found.face.embedding], [
        decision,
        face.box,
        face.embedding,
      ]);
    }
    const elsewhere = aDecision({ hash: hashOf(3), box: { x: 9000, y: 9000, width: 10, height: 10 } });
    deepStrictEqual(await findDecidedFaces([elsewhere], index, nobody), []);
  });
});

Deno.test("a decision about a photo that is nowhere finds nothing, and never searches a folder", async () => {
  await using folder = await makeFolder();
  await Deno.writeTextFile(`${folder.path}/a.jpg`, "x");
  await withIndex(folder, async (index) => {
    const paths = [undefined, folder.path, `${folder.path}/gone.jpg`];
    const decisions = paths.map((path, i) => aDecision({ hash: hashOf(i), path }));
    deepStrictEqual(await findDecidedFaces(decisions, index, nobody), []);
  });
});
