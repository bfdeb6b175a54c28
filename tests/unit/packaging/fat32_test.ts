import { deepStrictEqual, match, strictEqual } from "node:assert";
import { fatFaults } from "../../../src/packaging/fat32.ts";

const faultsOf = (...paths: string[]) => fatFaults(paths.map((path) => ({ path, size: 1 })));

Deno.test("names with spaces, dots, letters of other languages and 4 GiB less one byte fit", () => {
  deepStrictEqual(faultsOf("READ ME FIRST.txt", "family/Zoë/1.jpg", ".hidden", "console.txt", "com.txt"), []);
  deepStrictEqual(fatFaults([{ path: "large", size: 2 ** 32 - 1 }]), []);
});

Deno.test("a file of 4 GiB doesn't fit", () => {
  match(fatFaults([{ path: "large", size: 2 ** 32 }])[0], /^large: has 4294967296 bytes/);
});

for (
  const [path, why] of [
    ["a:b", /character/],
    ["what?.txt", /character/],
    ["tab\there", /character/],
    ["a\\b", /character/],
    ["nul", /device/],
    ["family/COM1.jpg", /device/],
    ["ends.", /ends with/],
    ["ends ", /ends with/],
    ["a//b", /part ""/],
    ["../b", /part "\.\."/],
    ["n".repeat(256), /too long/],
    [`${"folder/".repeat(40)}name`, /path is too long/],
  ] as const
) {
  Deno.test(`${JSON.stringify(path.slice(0, 20))} doesn't fit`, () => match(faultsOf(path)[0], why));
}

Deno.test("names that differ by capitals only are the same file", () => {
  strictEqual(faultsOf("Family/a", "family/A")[0], "family/A: is the same name as Family/a");
});
