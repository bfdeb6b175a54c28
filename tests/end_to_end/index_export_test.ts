import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { events, makeStick, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");

async function scanned(stick: Stick, ...options: string[]) {
  const data = join(stick.folder, "data");
  const { code } = await run(stick, ["scan", "--known", known, album, "--data", data, ...options]);
  strictEqual(code, 0);
  return data;
}

Deno.test("the Parquet file holds for each face exactly what the events say", async () => {
  await using stick = await makeStick();
  const data = await scanned(stick), file = join(stick.folder, "faces.parquet");
  const table = ["index", "export", "--data", data, "--format", "parquet", "--out", file];
  const { code, stdout, stderr } = await run(stick, table);
  deepStrictEqual([code, stderr], [0, ""]);
  match(stdout, /^\d+ faces on 8 photos are now in .*faces\.parquet\n$/);
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
  const exported = events((await run(stick, ["index", "export", "--data", data])).stdout);
  const photos = exported.filter((event) => event.type === "match" || event.type === "photo");
  deepStrictEqual(
    rows.map(({ root: _, processing: __, modified, size, width, height, face, ...row }) => ({
      ...row,
      ...{ size: Number(size), width: Number(width), height: Number(height), face: Number(face) },
      modified: modified.toISOString(),
    })),
    photos.flatMap(({ path, hash, size, modified, width, height, faces }) =>
      faces.map(({ box, detection, quality, person, embedding }, face) => ({
        ...{ path, hash, x: box.x, y: box.y, box_width: box.width, box_height: box.height, detection },
        ...{ sharpness: quality.sharpness, yaw: quality.yaw, person },
        embedding: [...new Float32Array(new Uint8Array(Buffer.from(embedding!, "base64")).buffer)],
        ...{ size, width, height, face, modified },
      }))
    ),
  );
  deepStrictEqual([...new Set(rows.map(({ root }) => root))].sort(), [album, join(known, "Barack Obama")]);
  ok(rows.some(({ person }) => person === "Barack Obama"));
});

Deno.test("strangers whose embeddings were not kept have none in the Parquet file", async () => {
  await using stick = await makeStick();
  const data = await scanned(stick, "--remember", "known"), file = join(stick.folder, "faces.parquet");
  await run(stick, ["index", "export", "--data", data, "--format", "parquet", "--out", file]);
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
  const without = rows.filter(({ embedding }) => !embedding);
  deepStrictEqual([...new Set(without.map(({ person }) => person))], [null]);
  ok(without.length > 0 && without.length < rows.length);
});
