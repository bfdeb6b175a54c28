/** The application for Spark, on a real cluster: a master and two workers on this computer, of which one is lost. */
import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DATA } from "../accuracy/options.ts";
import { exists, run } from "../accuracy/python.ts";
import { makeStick } from "../end_to_end/program.ts";
import { searchAlone, searchOnCluster } from "./lost_worker.ts";
import { layOddities, layPhotos } from "./photo_set.ts";
import { has, sparkHome } from "./spark_home.ts";
import { counts } from "./tables.ts";

const PHOTOS = 36, PARTITIONS = 6;

if (has("java") && has("python3")) {
  Deno.test("a Spark cluster that loses a worker finds exactly what one computer finds", async () => {
    const home = await sparkHome();
    await using stick = await makeStick();
    const set = await layPhotos(stick.folder, PHOTOS, await exists(DATA) ? DATA : null, 4);
    set.photos.push(...await layOddities(stick.folder));
    const expected = await searchAlone(stick, set);
    const { rows, repeated } = await searchOnCluster(home, stick, set, PARTITIONS);
    deepStrictEqual(counts(rows), counts(expected.rows));
    deepStrictEqual(rows, expected.rows);
    ok(repeated > 0, "no partition had to be searched again");
    // Of the oddities, the text and what is gone.
    deepStrictEqual(counts(rows).matches + counts(rows).photos, PHOTOS + 1);
    notDeepStrictEqual(counts(rows).matches, 0);
  });

  Deno.test("a list, a table, a folder and files that Spark reads itself are searched alike", async () => {
    const { python } = await sparkHome();
    await using stick = await makeStick();
    const { known, photos } = await layPhotos(stick.folder, 7, null), folder = dirname(photos[0]);
    await Deno.writeTextFile(join(folder, "no photo.jpg"), "no photo");
    const script = fileURLToPath(new URL("inputs_check.py", import.meta.url));
    const forms = ["list", "parquet", "folder", "binaryFile"];
    const args = [script, stick.program[0], known, folder, stick.folder, ...forms];
    const found: Record<string, string[]> = JSON.parse(await run(python, args));
    const { list } = found, tables = list.map((row) => JSON.parse(row).table);
    ok(tables.includes("faces") && tables.includes("matches"));
    strictEqual(tables.filter((table) => table === "matches" || table === "photos").length, 7);
    strictEqual(tables.filter((table) => table === "problems").length, 1);
    for (const form of forms) deepStrictEqual(found[form], list, form);
  });
} else console.log("not run: there is no Java");
