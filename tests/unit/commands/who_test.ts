import { ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { defaultPackFolder } from "../../../src/assets.ts";
import type { ScanOptions } from "../../../src/commands/options.ts";
import { loadWho } from "../../../src/commands/who.ts";
import { readManifest } from "../../../src/faces/pack.ts";
import { done } from "../index/sample_findings.ts";
import { makeFolder } from "../output/temporary_folder.ts";

/** Ann, by one reference photo, as she is sought with these options. */
async function annWith(options: Partial<ScanOptions>) {
  await using folder = await makeFolder();
  const file = { hash: "00", size: 1, modified: null };
  await Deno.writeTextFile(join(folder.path, "ann.jpg"), "");
  const { people: [ann] } = await loadWho(
    { known: [{ name: "Ann", path: folder.path }], not: [] },
    { loose: false, strict: false, ...options } as ScanOptions,
    {
      recall: () => null,
      examine: () => Promise.resolve({ file, analysis: done(1).analysis, source: "analysis" }),
      remember: () => Promise.resolve(),
    },
    readManifest(defaultPackFolder()),
  );
  return ann;
}

Deno.test("a match is certain well above the threshold, and the higher that is, the higher", async () => {
  const normal = await annWith({}), strict = await annWith({ strict: true });
  const high = await annWith({ threshold: 0.9 });
  ok(normal.certain > normal.threshold + 0.02);
  ok(strict.certain > normal.certain);
  ok(high.certain > 0.9);
});

Deno.test("who wants to see faces that are hardly alike doesn't call them certain", async () => {
  const low = await annWith({ threshold: -1 });
  strictEqual(low.threshold, -1);
  strictEqual(low.certain, (await annWith({})).certain);
});
