import { strictEqual } from "node:assert";
import { join } from "node:path";
import { driverFault, driverVersion, nvidiaDriver } from "../../../src/devices/nvidia_driver.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const CLOSED = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023\n" +
  "GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)\n";
const OPEN =
  "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build  (dvs-builder@U22)\n";

Deno.test("the driver's version is read from what its kernel module says", () => {
  strictEqual(driverVersion(CLOSED), "535.129.03");
  strictEqual(driverVersion(OPEN), "580.95.05");
  strictEqual(driverVersion("something else"), "");
});

Deno.test("a driver is there by its kernel module, or by Windows' device", async () => {
  await using folder = await makeFolder();
  const module = join(folder.path, "version"), device = join(folder.path, "dxg");
  strictEqual(nvidiaDriver(module, device), null);
  await Deno.writeTextFile(device, "");
  strictEqual(nvidiaDriver(module, device), "");
  await Deno.writeTextFile(module, OPEN);
  strictEqual(nvidiaDriver(module, device), "580.95.05");
});

Deno.test("a driver that CUDA 13 doesn't work with is told, one that doesn't say is tried", () => {
  strictEqual(driverFault(null), "there is no NVIDIA driver");
  strictEqual(driverFault("575.64.03"), "NVIDIA's driver 575.64.03 is too old: 580 or later is needed");
  for (const driver of ["580.65.06", "600.10", ""]) strictEqual(driverFault(driver), null);
});
