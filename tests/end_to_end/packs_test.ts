/** Packs that somebody put beside the program. YuNet's weights may not be passed on: they are used where they lie beside the project. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { overlap } from "../../src/faces/boxes.ts";
import { events, fromSource, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

const models = new URL("../../models/", import.meta.url);
const weights = new URL("../../../shared/packs/yunet/yunet_n_dynamic.onnx", import.meta.url);
const lacking = !await Deno.stat(weights).catch(() => null);
if (lacking) console.log(`not run: YuNet's weights are not there (${fileURLToPath(weights)})`);

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");

/** A pack's manifest, as far as tests change it. */
interface Changeable {
  name: string;
  detector: Record<string, unknown> & { file: string; input: { name: string } };
  recognizers: { file: string; output: string; dimension: number }[];
  proposals?: { file: string };
  thresholds?: unknown;
}

/** Puts a pack on the stick: the manifest of `from` after `change`, with its models. Gives the value for --pack. */
async function addPack(
  stick: Stick,
  from: URL,
  change: (manifest: Changeable) => void = () => {},
): Promise<string> {
  const manifest: Changeable = JSON.parse(await Deno.readTextFile(from));
  change(manifest);
  const folder = join(stick.folder, "packs", manifest.name);
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  for (
    const { file } of [
      manifest.detector,
      ...manifest.recognizers,
      ...(manifest.proposals ? [manifest.proposals] : []),
    ]
  ) {
    const source = new URL(file, models), here = await Deno.stat(source).catch(() => null);
    await Deno.copyFile(here ? source : weights, join(folder, file));
  }
  // The source has no stick: there a pack is given by its folder.
  return fromSource ? folder : manifest.name;
}

const yunet = new URL("examples/yunet.json", models), own = new URL("manifest.json", models);

/** The faces of each sample photo, and the people found. */
async function look(stick: Stick, args: string[]) {
  const scan = ["scan", "--all", "--remember", "none", "--known", known, ...args, album];
  const { code, stdout, stderr } = await run(stick, scan);
  strictEqual(code, 0, stderr);
  const all = events(stdout), photos = [...ofType(all, "photo"), ...ofType(all, "match")];
  const byName = photos.map(({ path, faces, people }) => [basename(path), { faces, people }] as const);
  return { photos: new Map(byName), models: ofType(all, "start")[0].models };
}

Deno.test({
  name: "a pack with YuNet's detector finds the faces and people that the program's own finds",
  ignore: lacking,
  async fn() {
    await using stick = await makeStick();
    const pack = await addPack(stick, yunet);
    const expected = await look(stick, []),
      found = await look(stick, ["--pack", pack, "--detector", "yunet"]);
    deepStrictEqual(
      found.models.map(({ name, licence }) => [name, licence]),
      [["yunet_n_dynamic.onnx", "Apache-2.0"], ["proposals.onnx", "MIT"], ["mobilefacenet192.onnx", "MIT"], [
        "fr512.onnx",
        "MIT",
      ]],
    );
    let faces = 0;
    for (const [name, photo] of expected.photos) {
      const { faces: others, people } = found.photos.get(name)!;
      deepStrictEqual([name, people, others.length], [name, photo.people, photo.faces.length]);
      photo.faces.forEach(({ box }, i) => {
        const { union } = overlap(box, others[i].box);
        ok(union >= 0.6, `${name}: ${union}`);
        faces++;
      });
    }
    ok(faces >= 5, `${faces} faces`);
  },
});

const WRONG: [string, (manifest: Changeable) => void, RegExp][] = [
  [
    "kind",
    ({ detector }) => detector.kind = "retinaface",
    /manifest\.json: \/detector\/kind: expected one of centerface, yunet, scrfd/,
  ],
  [
    "altered",
    ({ detector }) => detector.sha256 = "0".repeat(64),
    /centerface\.onnx has SHA-256 b78b.*, the manifest says 0000/,
  ],
  [
    "input",
    ({ detector }) => detector.input.name = "data",
    /centerface\.onnx: the manifest names the input "data", the model takes: input\.1/,
  ],
  [
    "output",
    ({ recognizers }) => recognizers[0].output = "fc1",
    /mobilefacenet192\.onnx: the manifest names the output "fc1", the model gives: output/,
  ],
  [
    "dimension",
    ({ recognizers: [first, second] }) => [first.dimension, second.dimension] = [512, 192],
    /mobilefacenet192\.onnx: output "output" is 1 x 192/,
  ],
  [
    "thresholds",
    (manifest) => delete manifest.thresholds,
    /\/thresholds: is missing; expected what `facefinder calibrate`/,
  ],
];

Deno.test("a pack that doesn't fit together ends the program with 2 before its first event, and says what is wrong", async () => {
  await using stick = await makeStick();
  for (const [name, change, expected] of WRONG) {
    const pack = await addPack(stick, own, (manifest) => {
      manifest.name = name;
      change(manifest);
    });
    const { code, stdout, stderr } = await run(stick, ["faces", "--pack", pack, album]);
    deepStrictEqual([name, code, stdout], [name, 2, ""]);
    match(stderr, expected);
  }
});

Deno.test("a pack without a model that its manifest names, and other paths than file names, end the program with 2", async () => {
  await using stick = await makeStick();
  const pack = await addPack(stick, own, (manifest) => manifest.name = "mine"),
    folder = join(stick.folder, "packs/mine");
  await Deno.remove(join(folder, "fr512.onnx"));
  const missing = await run(stick, ["faces", "--pack", pack, album]);
  deepStrictEqual([missing.code, missing.stdout], [2, ""]);
  match(missing.stderr, /model pack "mine": fr512\.onnx cannot be read/);
  const at = join(folder, "manifest.json"), text = await Deno.readTextFile(at);
  await Deno.writeTextFile(at, text.replace('"fr512.onnx"', '"../../fr512.onnx"'));
  const outside = await run(stick, ["faces", "--pack", pack, album]);
  deepStrictEqual([outside.code, outside.stdout], [2, ""]);
  match(outside.stderr, /\/recognizers\/1\/file: expected the name of an \.onnx file beside the manifest/);
});

Deno.test("what one pack found is not taken for another's, and comes back with its own", async () => {
  await using stick = await makeStick();
  const pack = await addPack(stick, own, (manifest) => {
    manifest.name = "single";
    manifest.recognizers.length = 1;
    Object.assign(manifest, { dimension: manifest.recognizers[0].dimension });
  });
  const photo = join(album, "obama2.jpg");
  const resumed = async (args: string[]) => {
    const { code, stdout, stderr } = await run(stick, [
      "faces",
      "--embeddings",
      ...args,
      "--data",
      stick.folder,
      photo,
    ]);
    strictEqual(code, 0, stderr);
    const [{ faces, from_index }] = ofType(events(stdout), "photo");
    return [atob(faces[0].embedding!).length / 4, from_index];
  };
  deepStrictEqual(await resumed([]), [704, false]);
  deepStrictEqual(await resumed(["--pack", pack]), [192, false]);
  deepStrictEqual(await resumed(["--pack", pack]), [192, true]);
});
