import { deepStrictEqual } from "node:assert";
import { Database } from "../../../src/index/database.ts";
import { rememberedFaces } from "../../../src/index/embeddings.ts";
import { PLAIN_ROWS } from "../../../src/index/row_format.ts";
import { makeFolder } from "../output/temporary_folder.ts";
import { done, failed, hashOf, placeOf } from "./sample_findings.ts";
import { fileIn, withIndex } from "./test_index.ts";

Deno.test("every face whose embedding is kept comes once, by content and position", async () => {
  await using folder = await makeFolder();
  const first = done(1, 2), known = done(2, 3, "s");
  known.analysis.faces[1].embedding = new Float32Array();
  await withIndex(folder, async (index) => {
    await index.record(placeOf("other.jpg"), hashOf("other"), done(9, 2), []);
  }, "other models");
  await withIndex(folder, async (index) => {
    await index.record(placeOf("a.jpg"), hashOf("a"), first, []);
    await index.recordPlace(placeOf("copy.jpg"), hashOf("a"), []);
    await index.record(placeOf("b.jpg"), hashOf("b"), failed(), []);
    await index.record(placeOf("c.jpg"), hashOf("c"), known, []);
  });
  const database = Database.open(fileIn(folder));
  try {
    deepStrictEqual([...rememberedFaces({ database, rows: PLAIN_ROWS }, "p")], [
      { hash: hashOf("a"), face: 0, embedding: first.analysis.faces[0].embedding },
      { hash: hashOf("a"), face: 1, embedding: first.analysis.faces[1].embedding },
      { hash: hashOf("c"), face: 0, embedding: known.analysis.faces[0].embedding },
      { hash: hashOf("c"), face: 2, embedding: known.analysis.faces[2].embedding },
    ]);
  } finally {
    database.close();
  }
});
