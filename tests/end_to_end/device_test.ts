import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { events, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");

/** A scan of the album: what `start` says of the provider, and each photo's people and similarities. */
async function scan(stick: Stick, device: string) {
  const args = ["scan", "--all", "--known", known, album, "--device", device, "--remember", "none"];
  const { code, stdout, stderr } = await run(stick, args);
  strictEqual(code, 0, stderr);
  const all = events(stdout),
    photos = new Map<string, { people: string[]; similarities: (number | null)[] }>();
  for (const { path, people, faces } of [...ofType(all, "match"), ...ofType(all, "photo")]) {
    photos.set(basename(path), { people, similarities: faces.map(({ similarity }) => similarity) });
  }
  return { provider: ofType(all, "start")[0].provider, photos, stderr };
}

Deno.test("WebAssembly finds the same people as the native library, and start says which was used", async () => {
  await using stick = await makeStick();
  const native = await scan(stick, "cpu"), wasm = await scan(stick, "wasm");
  deepStrictEqual(native.provider, { requested: "cpu", used: "cpu", reason: "asked for" });
  deepStrictEqual(wasm.provider, { requested: "wasm", used: "wasm", reason: "asked for" });
  deepStrictEqual((await scan(stick, "auto")).provider, {
    requested: "auto",
    used: "cpu",
    reason: "the native library loads on this system",
  });
  strictEqual(wasm.photos.size, 7);
  for (const [name, { people, similarities }] of native.photos) {
    const other = wasm.photos.get(name)!;
    deepStrictEqual([other.people, other.similarities.length], [people, similarities.length], name);
    similarities.forEach((value, i) => ok(Math.abs(value! - other.similarities[i]!) < 0.005, name));
  }
});

Deno.test("a device that there isn't is wrong usage, and those that there are are named", async () => {
  await using stick = await makeStick();
  for (
    const [device, why] of [
      ["abacus", /--device.*abacus.*auto, cpu, wasm, cuda, directml, webgpu, coreml/],
      ["auto,cpu", /--device.*auto, cpu, wasm/],
      ["webgpu:1", /--device.*webgpu takes no number/],
      ["cuda:0,0", /--device.*different numbers from 0 to 15/],
    ] as const
  ) {
    const { code, stderr } = await run(stick, ["scan", "--known", known, album, "--device", device]);
    strictEqual(code, 2);
    match(stderr, why);
  }
});
