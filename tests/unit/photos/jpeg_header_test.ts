import { deepStrictEqual, strictEqual } from "node:assert";
import { readJpegHeader } from "../../../src/photos/jpeg_header.ts";
import { joined } from "../../joined.ts";
import { fixture } from "./decoders.ts";

const file = fixture("baseline.jpg");

/** The file with segments of this marker right at its start. */
function withSegments(marker: number, bodies: readonly Uint8Array[]): Uint8Array {
  const segments = bodies.map((body) =>
    joined(Uint8Array.of(0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff), body)
  );
  return joined(file.subarray(0, 2), ...segments, file.subarray(2));
}

/** EXIF that says nothing but this. */
const exif = (orientation: number) =>
  joined(
    new TextEncoder().encode("Exif\0\0"),
    Uint8Array.of(
      0x49,
      0x49,
      42,
      0,
      8,
      0,
      0,
      0,
      1,
      0,
      0x12,
      1,
      3,
      0,
      1,
      0,
      0,
      0,
      orientation,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ),
  );

const profilePart = (number: number, of: number, ...data: number[]) =>
  joined(new TextEncoder().encode("ICC_PROFILE\0"), Uint8Array.of(number, of, ...data));

Deno.test("readJpegHeader puts a profile together, whatever other segments have its marker", () => {
  const other = Uint8Array.of(1, 2, 3), others = Array.from({ length: 1000 }, () => other);
  const parts = [profilePart(2, 2, 8, 9), profilePart(1, 2, 7)];
  const header = readJpegHeader(withSegments(0xe2, [...others, ...parts, other]));
  deepStrictEqual([...header?.profile ?? []], [7, 8, 9]);
  strictEqual(header?.width, 192);
});

Deno.test("readJpegHeader takes no profile of more parts than can be numbered", () => {
  const parts = Array.from({ length: 300 }, (_, i) => profilePart(i + 1 & 0xff, 255, i & 0xff));
  strictEqual(readJpegHeader(withSegments(0xe2, parts))?.profile, null);
});

Deno.test("readJpegHeader looks for the orientation in a few EXIF segments, and not in thousands", () => {
  const silent = (count: number) => Array.from({ length: count }, () => exif(1));
  strictEqual(readJpegHeader(withSegments(0xe1, [...silent(3), exif(6)]))?.orientation, 6);
  strictEqual(readJpegHeader(withSegments(0xe1, [...silent(100), exif(6)]))?.orientation, 1);
});
