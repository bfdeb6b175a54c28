import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import type { Finding } from "../../../src/index/remembered.ts";
import {
  BlockMaker,
  blockOf,
  CONTENTS_A_BLOCK,
  decodeBlock,
  encodeBlock,
  hashPart,
} from "../../../src/index/coarse_block.ts";
import { done, faceOf, failed, hashOf } from "./sample_findings.ts";

const NUMBER = 3, FIRST = NUMBER * CONTENTS_A_BLOCK;

function blockWith(...findings: (Finding | null)[]) {
  const maker = new BlockMaker();
  findings.forEach((finding, i) => {
    maker.add(FIRST + i, hashOf(i), finding && { hash: hashOf(i), finding });
  });
  return maker.block();
}
/** A sample without damage. */
const whole = (seed: number, faces: number) => done(3 * seed, faces);

Deno.test("a block is the same again once it was bytes, wherever these lie", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 3 }), { maxLength: 9 }), fc.nat({ max: 7 }), (faces, offset) => {
      const block = blockWith(...faces.map((count, i) => whole(i, count)), failed()),
        bytes = encodeBlock(block);
      const elsewhere = new Uint8Array(offset + bytes.length);
      elsewhere.set(bytes, offset);
      deepStrictEqual(decodeBlock(NUMBER, elsewhere.subarray(offset)), block);
    }),
  );
});

Deno.test("contents stand in a block with their faces; those that must be read without", () => {
  const ofOtherLength = whole(4, 1);
  ofOtherLength.analysis.faces[0] = faceOf(4, 100);
  const { contents, faces } = blockWith(
    whole(1, 2),
    failed(),
    done(2, 1),
    done(3, 1, "s"),
    null,
    ofOtherLength,
  );
  deepStrictEqual(contents.map(({ id, effort, faces }) => [id - FIRST, effort, faces]), [
    [0, "normal", 2],
    [1, null, 0],
    [2, null, 0],
    [3, null, 0],
    [4, null, 0],
    [5, null, 0],
  ]);
  deepStrictEqual([faces.count, faces.stride], [2, 512]);
  strictEqual(contents[1].hash, hashPart(hashOf(1)));
});

Deno.test("bytes that are no block, or another one, give none, and nothing throws", () => {
  const bytes = encodeBlock(blockWith(whole(1, 2), failed()));
  for (let length = 0; length < 80; length++) {
    strictEqual(decodeBlock(NUMBER, bytes.subarray(0, length)), null);
  }
  strictEqual(decodeBlock(NUMBER, new Uint8Array([...bytes, 0])), null);
  fc.assert(
    fc.property(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const altered = bytes.slice();
      altered[at] ^= by;
      const block = decodeBlock(NUMBER, altered);
      ok(block === null || block.contents.every(({ id }) => blockOf(id) === NUMBER));
    }),
  );
});
