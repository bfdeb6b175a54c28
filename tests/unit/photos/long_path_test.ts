import { strictEqual } from "node:assert";
import { longPath } from "../../../src/photos/long_path.ts";

const deep = "folder\\".repeat(40) + "photo.jpg";

Deno.test("longPath gives Windows paths past 248 letters the prefix that lifts the limit", () => {
  strictEqual(longPath(`C:\\${deep}`, "windows"), `\\\\?\\C:\\${deep}`);
  strictEqual(longPath(`C:/${deep.replaceAll("\\", "/")}`, "windows"), `\\\\?\\C:\\${deep}`);
  strictEqual(longPath(`\\\\server\\share\\${deep}`, "windows"), `\\\\?\\UNC\\server\\share\\${deep}`);
  const exact = `C:\\${"a".repeat(244)}`;
  strictEqual(longPath(exact, "windows"), `\\\\?\\${exact}`);
});

Deno.test("longPath leaves other paths as they are", () => {
  for (
    const path of [
      "C:\\photos\\photo.jpg",
      `C:\\${"a".repeat(243)}`,
      `\\\\?\\C:\\${deep}`,
      `\\\\.\\C:\\${deep}`,
      `relative\\${deep}`,
    ]
  ) {
    strictEqual(longPath(path, "windows"), path);
  }
  strictEqual(longPath(`C:\\${deep}`, "linux"), `C:\\${deep}`);
});
