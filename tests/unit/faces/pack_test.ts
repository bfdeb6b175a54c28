import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { createHash } from "node:crypto";
import { fileURLToPath, pathToFileURL } from "node:url";
import { modelFiles, readManifest, readPack } from "../../../src/faces/pack.ts";
import { readStrangers } from "../../../src/commands/strangers.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const models = new URL("../../../models/", import.meta.url);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A copy of the program's own pack; its folder's name has a space, as on sticks it may. */
async function copyPack() {
  const folder = await makeFolder();
  const at = pathToFileURL(folder.path + "/my pack/");
  await Deno.mkdir(at);
  const files = ["manifest.json", ...modelFiles(readManifest(models)).map(({ file }) => file)];
  for (const file of files) await Deno.copyFile(new URL(file, models), new URL(file, at));
  return { at, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

const message = (expected: string) => (error: unknown) => {
  strictEqual((error as Error).message, expected);
  return true;
};

Deno.test("readPack reads every model of the program's own pack, unaltered", () => {
  const { manifest, models: bytes } = readPack(models);
  const told = modelFiles(manifest).map(({ file, sha256, bytes }) => [file, sha256, bytes]);
  deepStrictEqual([...bytes].map(([file, model]) => [file, sha256(model), model.length]), told);
  strictEqual(told.length, 4);
});

Deno.test("readPack refuses a model of which one byte differs, and tells both hashes", async () => {
  await using pack = await copyPack();
  for (const { file, sha256: expected } of modelFiles(readManifest(models))) {
    const path = new URL(file, pack.at), bytes = await Deno.readFile(path);
    bytes[bytes.length >> 1] ^= 1;
    await Deno.writeFile(path, bytes);
    throws(
      () => readPack(pack.at),
      message(
        `model pack "default": ${file} has SHA-256 ${
          sha256(bytes)
        }, the manifest says ${expected}: it is not used. Fetch it anew, or correct manifest.json.`,
      ),
    );
    await Deno.copyFile(new URL(file, models), path);
  }
});

Deno.test("readPack refuses a model of another size before anything else, and one whose weights are elsewhere", async () => {
  await using pack = await copyPack();
  const [{ file }] = modelFiles(readManifest(models)), path = new URL(file, pack.at);
  await Deno.writeTextFile(path, "short");
  throws(
    () => readPack(pack.at),
    /centerface\.onnx has 5 bytes, the manifest says 3667559: it is not used\. Fetch it anew, or correct manifest\.json\.$/,
  );

  // A model whose one weight lies in another file: fields 7 (graph), 5 (weight), 14 (where its values are).
  const elsewhere = Uint8Array.of(0x3a, 4, 0x2a, 2, 0x70, 1), at = new URL("manifest.json", pack.at);
  const manifest = JSON.parse(await Deno.readTextFile(at));
  Object.assign(manifest.detector, { sha256: sha256(elsewhere), bytes: elsewhere.length });
  await Deno.writeTextFile(at, JSON.stringify(manifest));
  await Deno.writeFile(path, elsewhere);
  throws(
    () => readPack(pack.at),
    message(
      `model pack "default": centerface.onnx is not used: it takes weights from other files; expected a model that holds its own.`,
    ),
  );
});

Deno.test("readPack names a model that is missing", async () => {
  await using pack = await copyPack();
  await Deno.remove(new URL("fr512.onnx", pack.at));
  throws(
    () => readPack(pack.at),
    message(`model pack "default": fr512.onnx cannot be read. Fetch it anew, or correct manifest.json.`),
  );
});

Deno.test("readPack reads no folder", async () => {
  await using pack = await copyPack();
  const path = new URL("fr512.onnx", pack.at);
  await Deno.remove(path);
  await Deno.mkdir(path);
  throws(
    () => readPack(pack.at),
    message(`model pack "default": fr512.onnx is no file. Fetch it anew, or correct manifest.json.`),
  );
});

Deno.test({
  name: "readPack doesn't wait for a writer",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using pack = await copyPack();
    const path = new URL("fr512.onnx", pack.at);
    await Deno.remove(path);
    strictEqual((await new Deno.Command("mkfifo", { args: [fileURLToPath(path)] }).output()).code, 0);
    throws(
      () => readPack(pack.at),
      message(`model pack "default": fr512.onnx is no file. Fetch it anew, or correct manifest.json.`),
    );
  },
});

Deno.test("readManifest says where a manifest is, and what is wrong with it", async () => {
  await using pack = await copyPack();
  const at = new URL("manifest.json", pack.at);
  await Deno.writeTextFile(at, (await Deno.readTextFile(at)).replace(`"version": 1`, `"version": 0`));
  throws(
    () => readManifest(pack.at),
    message(
      `model pack: ${
        fileURLToPath(at)
      }: /version: Expected integer to be greater or equal to 1 (models/README.md says what a manifest holds).`,
    ),
  );
  await Deno.remove(at);
  throws(
    () => readManifest(pack.at),
    /model pack: .*my pack.*manifest\.json: there is no such file or folder/,
  );
});

Deno.test("readStrangers reads the pack's model of strangers, and gives null where there is none", () => {
  const manifest = readManifest(models), strangers = readStrangers(models, manifest)!;
  deepStrictEqual(
    [strangers.mean.length, strangers.rest.length, strangers.axes.length, strangers.tail],
    [manifest.dimension, manifest.dimension, 64, manifest.strangers!.tail],
  );
  strictEqual(readStrangers(models, { ...manifest, strangers: undefined }), null);
});

Deno.test("readStrangers refuses a file that is missing, altered or of another dimension", async () => {
  await using pack = await copyPack();
  const manifest = readManifest(models), { file, sha256: expected } = manifest.strangers!;
  throws(
    () => readStrangers(pack.at, manifest),
    message(`model pack "default": ${file} cannot be read. Fetch it anew, or correct manifest.json.`),
  );
  const bytes = new Uint8Array(8);
  await Deno.writeFile(new URL(file, pack.at), bytes);
  throws(
    () => readStrangers(pack.at, manifest),
    message(
      `model pack "default": ${file} has 8 bytes, the manifest says 185856: it is not used. Fetch it anew, or correct manifest.json.`,
    ),
  );
  const tiny = { ...manifest, strangers: { ...manifest.strangers!, bytes: 8 } };
  throws(
    () => readStrangers(pack.at, tiny),
    message(
      `model pack "default": ${file} has SHA-256 ${
        sha256(bytes)
      }, the manifest says ${expected}: it is not used. Fetch it anew, or correct manifest.json.`,
    ),
  );
  const short = { ...tiny, strangers: { ...tiny.strangers, sha256: sha256(bytes) } };
  throws(
    () => readStrangers(pack.at, short),
    message(
      `model pack "default": ${file}: 8 bytes are no model of embeddings of 704 numbers, 4 bytes each: expected a mean, a rest and axes.`,
    ),
  );
});
