import { strictEqual } from "node:assert";
import { checksumList, sha256 } from "../../../src/packaging/checksums.ts";

Deno.test("the list has what sha256sum prints, ordered by name", () => {
  const empty = sha256(new Uint8Array()), abc = sha256(new TextEncoder().encode("abc"));
  // FIPS 180-2, appendix B.1.
  strictEqual(abc, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  strictEqual(
    checksumList(new Map([["b c", empty], ["a", abc]])),
    `${abc}  a\n${empty}  b c\n`,
  );
});
