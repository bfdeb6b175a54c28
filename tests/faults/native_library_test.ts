import { match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { events, makeStick, ofType, run, SAMPLES } from "../end_to_end/program.ts";
import { mounted } from "./mount.ts";

const args = ["scan", "--known", join(SAMPLES, "known"), join(SAMPLES, "album", "obama2.jpg")];

Deno.test("where the system refuses the native library, WebAssembly takes over, and it is said", async () => {
  await using stick = await makeStick();
  // Nothing on it may be executed, libraries included.
  await using medium = await mounted("size=200m,noexec");
  const data = ["--data", join(medium.path, "data")];
  const { code, stdout, stderr } = await run(stick, [...args, ...data]);
  strictEqual(code, 0, stderr);
  const all = events(stdout), [{ provider }] = ofType(all, "start");
  strictEqual(ofType(all, "match").length, 1);
  strictEqual(`${provider.requested} ${provider.used}`, "auto wasm");
  match(provider.reason, /native library does not load here \(.*onnxruntime/);
  match(stderr, /warning: .*native library does not load here.*WebAssembly.*several times as slowly/);

  const forced = await run(stick, [...args, ...data, "--device", "cpu"]);
  strictEqual(forced.code, 2);
  match(forced.stderr, /--device cpu: ONNX Runtime's native library does not load here/);
  ok(!forced.stdout.includes("match"));
});
