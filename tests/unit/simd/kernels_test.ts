import { ok, strictEqual } from "node:assert";
import { Kernels } from "../../../src/simd/kernels.ts";

Deno.test("arrays are laid out apart from each other, also where memory must grow", () => {
  const kernels = new Kernels(), lengths = [1, 70_000, 0, 3_000_000];
  const addresses = kernels.layOut(...lengths);
  addresses.forEach((at, i) => {
    ok(i === 0 || at >= addresses[i - 1] + lengths[i - 1] + 16, "a kernel may go sixteen bytes beyond");
    kernels.bytes(at, lengths[i]).fill(i + 1);
  });
  addresses.forEach((at, i) => ok(kernels.bytes(at, lengths[i]).every((value) => value === i + 1)));
});

Deno.test("each has a memory of its own", () => {
  const one = new Kernels(), other = new Kernels();
  const [at] = one.layOut(4), [same] = other.layOut(4);
  one.bytes(at, 1)[0] = 7;
  other.bytes(same, 1)[0] = 8;
  strictEqual(one.bytes(at, 1)[0], 7);
});
