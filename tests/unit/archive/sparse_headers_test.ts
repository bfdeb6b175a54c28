import { deepStrictEqual, notDeepStrictEqual } from "node:assert";
import fc from "fast-check";
import { SparseHeaders } from "../../../src/archive/sparse_headers.ts";
import { tarMembers } from "../../../src/archive/tar_members.ts";
import { streamOf } from "./tar_archive.ts";

const BLOCK = 512;

/** What of a header is another than that of an ordinary file. */
interface Fields {
  type?: string;
  size?: string;
  magic?: string;
  prefix?: string;
  /** That a table of holes follows. */
  more?: boolean;
  /** How the checksum is written. */
  sum?: (sum: number) => string;
}

function header(
  name: string,
  bytes: number,
  { type = "0", size = `${bytes.toString(8).padStart(11, "0")}\0`, magic = "ustar  \0", ...rest }: Fields =
    {},
): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const write = (at: number, text: string) => block.set([...text].map((char) => char.charCodeAt(0)), at);
  [[0, name], [100, "0000644\0"], [124, size], [156, type], [257, magic]].forEach(([at, text]) =>
    write(Number(at), String(text))
  );
  if (rest.prefix) write(345, rest.prefix);
  if (rest.more) block[482] = 1;
  write(148, " ".repeat(8));
  const sum = block.reduce((a, b) => a + b);
  write(148, (rest.sum ?? ((sum) => `${sum.toString(8).padStart(6, "0")}\0 `))(sum));
  return block;
}

/** Bytes, filled up to whole blocks. */
function blocks(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part, ...new Uint8Array(-part.length & (BLOCK - 1))]));
}

const END = new Uint8Array(2 * BLOCK);
/** A member without its holes, of which more are told in a block that no size counts. */
const SPARSE = blocks(
  header("sparse.jpg", 4, { type: "S", more: true }),
  new Uint8Array(BLOCK),
  new Uint8Array(4),
);

const textBytes = (text: string) => new TextEncoder().encode(text);

/** The names of an archive's members, and whether they are without their holes. */
async function met(archive: Uint8Array): Promise<[string, boolean][]> {
  const members: [string, boolean][] = [];
  for await (const { name, isSparse } of tarMembers(streamOf(archive, 700))) members.push([name, isSparse]);
  return members;
}

function passed(bytes: Uint8Array, chunk: number): Uint8Array {
  const headers = new SparseHeaders(), parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunk) parts.push(...headers.pass(bytes.slice(at, at + chunk)));
  return Uint8Array.from([...parts, headers.rest].flatMap((part) => [...part]));
}

Deno.test("what holds no member without its holes comes as it is, in whatever chunks, be it an archive or not", () => {
  const member = fc.tuple(fc.constantFrom("0", "5", "x", "L", "7"), fc.uint8Array({ maxLength: 1500 }))
    .map(([type, body]) =>
      blocks(header("a", type === "5" ? 0 : body.length, { type }), type === "5" ? END : body)
    );
  const any = fc.oneof(fc.array(member, { maxLength: 4 }).map((parts) => blocks(...parts)), fc.uint8Array());
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 2000 }), (bytes, chunk) => {
      deepStrictEqual(passed(bytes, chunk), bytes);
    }),
    { numRuns: 50 },
  );
  notDeepStrictEqual(passed(SPARSE, 100), SPARSE);
});

// Sizes are told in three ways; which of a member's blocks look like headers must not matter.
for (
  const [what, before, size] of [
    ["a size in octal digits", [], undefined],
    [
      "a size in bytes",
      [],
      `\x80${"\0".repeat(9)}${String.fromCharCode(SPARSE.length >> 8, SPARSE.length & 255)}`,
    ],
    [
      "pax's size",
      [header("pax", 13, { type: "x" }), textBytes(`13 size=${SPARSE.length}\n`)],
      `${"0".repeat(11)}\0`,
    ],
  ] as const
) {
  Deno.test(`an archive in a member that has ${what} is not looked into`, async () => {
    const inner = header("backup.tar", SPARSE.length, { size });
    const archive = blocks(...before, inner, SPARSE, header("a.jpg", 0), END);
    deepStrictEqual(passed(archive, 300), archive);
    deepStrictEqual(await met(archive), [["backup.tar", false], ["a.jpg", false]]);
  });
}

Deno.test("members without their holes are told of however their checksum is written, and whoever owns them", async () => {
  for (
    const sum of [
      (sum: number) => `${sum.toString(8).padStart(7, "0")}\0`,
      (sum: number) => ` ${sum.toString(8)}\0 `,
    ]
  ) {
    const archive = blocks(
      header("pax", 16, { type: "x" }),
      textBytes("16 uname=nobody\n"),
      header("s.jpg", 0, { type: "S", sum }),
      header("a.jpg", 0),
      END,
    );
    deepStrictEqual(await met(archive), [["s.jpg", true], ["a.jpg", false]]);
  }
});

Deno.test("the long name of a POSIX header is no table of holes", async () => {
  const prefix = "f".repeat(150), posix = header("s.jpg", 0, { type: "S", magic: "ustar\x0000", prefix });
  deepStrictEqual(await met(blocks(posix, header("a.jpg", 0), END)), [
    [`${prefix}/s.jpg`, true],
    ["a.jpg", false],
  ]);
});
