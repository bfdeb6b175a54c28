/** The application for Spark, on a real cluster: a master and two workers on this computer, of which one is lost. */
import { deepStrictEqual, notDeepStrictEqual, ok } from "node:assert";
import { DATA } from "../accuracy/options.ts";
import { exists } from "../accuracy/python.ts";
import { makeStick } from "../end_to_end/program.ts";
import { searchAlone, searchOnCluster } from "./lost_worker.ts";
import { layOddities, layPhotos } from "./photo_set.ts";
import { has, sparkHome } from "./spark_home.ts";
import { counts } from "./tables.ts";

const PHOTOS = 70, PARTITIONS = 8;

if (has("java") && has("python3")) {
  Deno.test("a Spark cluster that loses a worker finds exactly what one computer finds", async () => {
    const home = await sparkHome();
    await using stick = await makeStick();
    const set = await layPhotos(stick.folder, PHOTOS, await exists(DATA) ? DATA : null, 4);
    set.photos.push(...await layOddities(stick.folder));
    const expected = await searchAlone(stick, set, PARTITIONS);
    const { rows, repeated } = await searchOnCluster(home, stick, set, PARTITIONS);
    deepStrictEqual(counts(rows), counts(expected.rows));
    deepStrictEqual(rows, expected.rows);
    ok(repeated > 0, "no partition had to be searched again");
    // Of the oddities, the text and what is gone.
    deepStrictEqual(counts(rows).matches + counts(rows).photos, PHOTOS + 1);
    notDeepStrictEqual(counts(rows).matches, 0);
  });
} else console.log("not run: there is no Java");
