import { deepStrictEqual, strictEqual, throws } from "node:assert";
import fc from "fast-check";
import { type Device, DEVICE_FORMS, deviceText, parseDevice } from "../../../src/inference/device.ts";
import { ACCELERATORS } from "../../../src/inference/provider.ts";

/** The number of one of several cards. */
const gpu = fc.integer({ min: 0, max: 15 });
const orCpu = fc.boolean();
const devices: fc.Arbitrary<Device> = fc.oneof(
  fc.constantFrom<Device>({ kind: "auto" }, { kind: "cpu" }, { kind: "wasm" }),
  fc.tuple(fc.constantFrom("cuda", "directml"), fc.uniqueArray(gpu, { minLength: 1 }), orCpu)
    .map(([kind, gpus, orCpu]) => ({ kind, gpus, orCpu })),
  fc.tuple(fc.constantFrom("webgpu", "coreml"), orCpu).map(([kind, orCpu]) => ({ kind, gpus: [0], orCpu })),
);

Deno.test("a device is read as it was printed", () => {
  fc.assert(fc.property(devices, (device) => deepStrictEqual(parseDevice(deviceText(device)), device)));
});

Deno.test("each device is printed as people write it", () => {
  for (const text of ["auto", "cpu", "wasm", ...ACCELERATORS, "cuda:1", "directml:0,2,cpu", "webgpu,cpu"]) {
    strictEqual(deviceText(parseDevice(text)), text);
  }
  strictEqual(deviceText(parseDevice("cuda:0")), "cuda");
});

Deno.test("any other text is refused, and what would be right is named", () => {
  const wrong = [
    "",
    "gpu",
    "CUDA",
    " cuda",
    "cuda ",
    "cuda:",
    "cuda:x",
    "cuda:-1",
    "cuda:1.5",
    "cuda:123",
    "cuda:0,",
  ];
  wrong.push(
    "auto,cpu",
    "cpu,cpu",
    "wasm,cpu",
    "cpu:0",
    "auto:0",
    "cpu,webgpu",
    "webgpu,cuda",
    "webgpu,cpu,cpu",
  );
  for (const text of wrong) {
    throws(() => parseDevice(text), { message: `Allowed are ${DEVICE_FORMS}.` }, text);
  }
  fc.assert(fc.property(fc.string({ maxLength: 3 }), (text) => {
    // "cpu" is the only device with so short a name.
    fc.pre(text !== "cpu");
    throws(() => parseDevice(text), /Allowed are/);
  }));
});

Deno.test("a number is refused where cards can't be told apart, and where there is no such card", () => {
  for (const kind of ["webgpu", "coreml"]) {
    throws(() => parseDevice(`${kind}:0`), {
      message: new RegExp(`${kind} takes no number: only cuda and directml`),
    });
  }
  for (const text of ["cuda:16", "cuda:0,0", "directml:99", "cuda:1,2,1,cpu", "cuda:1,01"]) {
    throws(() => parseDevice(text), /different numbers from 0 to 15 after (cuda|directml)/, text);
  }
});
