import { deepStrictEqual, match, strictEqual, throws } from "node:assert";
import { Command } from "commander";
import { addScanOptions, type ScanOptions } from "../../../src/commands/options.ts";
import { addPhotoOptions, type PhotoOptions } from "../../../src/commands/photo_options.ts";
import { strictnessOf } from "../../../src/commands/who_options.ts";

/** The options that `args` give. Throws commander's error. */
function parsed(...args: string[]): PhotoOptions {
  const command = addPhotoOptions(new Command()).exitOverride().configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: "user" }).opts();
}

for (const option of ["--progress", "--photo-timeout"]) {
  Deno.test(`${option} takes what a timer takes, and says what that is`, () => {
    const name = option === "--progress" ? "progress" : "photoTimeout";
    strictEqual(parsed(option, "2147483")[name], 2147483);
    strictEqual(parsed(option, "0.5")[name], 0.5);
    for (const value of ["2147483.7", "3000000", "1e300"]) {
      throws(() => parsed(option, value), (error: Error) => {
        match(error.message, /at most 2147483 seconds/);
        return true;
      });
    }
    throws(() => parsed(option, "0"), /above 0/);
  });
}

/** The options of `scan`. Throws commander's error. */
function parsedScan(...args: string[]): ScanOptions {
  const command = addScanOptions(new Command()).exitOverride().configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: "user" }).opts();
}

Deno.test("a scan is normal, loose or strict", () => {
  deepStrictEqual(
    [[], ["--loose"], ["--strict"]].map((args) => strictnessOf(parsedScan(...args))),
    ["normal", "loose", "strict"],
  );
});

const AT_ODDS = [
  ["--strict", "--loose"],
  ["--loose", "--strict"],
  ["--loose", "--threshold", "0.4"],
  ["--threshold", "0.4", "--strict"],
];
for (const args of AT_ODDS) {
  Deno.test(`${args.join(" ")} is refused, naming both`, () => {
    throws(() => parsedScan(...args), (error: Error) => {
      const options = args.filter((arg) => arg.startsWith("--"));
      options.forEach((option) => match(error.message, new RegExp(`'${option}\\b`)));
      match(error.message, /cannot be used with/);
      return true;
    });
  });
}

Deno.test("--not may be repeated, and is nobody by default", () => {
  deepStrictEqual(parsedScan().not, []);
  deepStrictEqual(parsedScan("--not", "a", "--not", "b").not, ["a", "b"]);
});
