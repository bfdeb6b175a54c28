import { strictEqual } from "node:assert";
import { join } from "node:path";
import { onBattery } from "../../../src/system/politeness.ts";
import { makeFolder } from "../output/temporary_folder.ts";

/** What the system says of power supplies, each a folder of small files. */
type Supplies = Record<string, Record<string, string>>;

const draining = { type: "Battery", status: "Discharging", scope: "System" };
const charging = { type: "Battery", status: "Charging" };
const mains = (online: 0 | 1) => ({ type: "Mains", online: `${online}` });

const CASES: [string, Supplies, boolean][] = [
  ["a battery that is drained is all there is", { BAT0: draining }, true],
  ["the adapter is not plugged in", { BAT0: draining, AC: mains(0) }, true],
  ["the adapter is plugged in", { BAT0: charging, AC: mains(1) }, false],
  ["a battery is drained although the adapter is plugged in", { BAT0: draining, AC: mains(1) }, false],
  ["one of two batteries is drained", { BAT0: { type: "Battery", status: "Full" }, BAT1: draining }, true],
  ["the battery is full", { BAT0: { type: "Battery", status: "Full" }, AC: mains(1) }, false],
  ["power comes by USB", { BAT0: draining, usb: { type: "USB", online: "1" } }, false],
  ["there is only an adapter", { AC: mains(1) }, false],
  ["there is nothing", {}, false],
  ["a supply says nothing", { BAT0: {} }, false],
  ["only a mouse has a battery", { hidpp_battery_0: { ...draining, scope: "Device" } }, false],
];
for (const [name, supplies, expected] of CASES) {
  Deno.test(`onBattery is ${expected} when ${name}`, async () => {
    await using folder = await makeFolder();
    for (const [supply, files] of Object.entries(supplies)) {
      await Deno.mkdir(join(folder.path, supply));
      for (const [file, text] of Object.entries(files)) {
        await Deno.writeTextFile(join(folder.path, supply, file), text + "\n");
      }
    }
    strictEqual(onBattery(folder.path), expected);
  });
}

Deno.test("onBattery is false where the system doesn't say", () => {
  strictEqual(onBattery("/no/such/folder"), false);
});
