import { setPriority } from "node:os";
import { readSystemFile } from "./linux.ts";

/** How much of the computer a run takes from other programs. */
export const PRIORITIES = ["low", "normal"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Unix niceness of a run at low priority; Windows knows it as "below normal". Workers inherit it. */
const LOW = 10;

/** Lowers this process's priority when asked. */
export function applyPriority(priority: Priority) {
  if (priority === "normal") return;
  try {
    setPriority(LOW);
  } catch { /* a system that doesn't let us: it goes at normal priority then */ }
}

/** Where Linux lists batteries and mains adapters. */
const POWER_SUPPLIES = "/sys/class/power_supply";

/** True when the computer runs on its battery; false too where the system doesn't say. Linux only. */
export function onBattery(folder = POWER_SUPPLIES): boolean {
  try {
    const supplies = [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`);
    const read = (path: string) => readSystemFile(path)?.trim() ?? "";
    const online = supplies.some((path) =>
      read(`${path}/type`) !== "Battery" && read(`${path}/online`) === "1"
    );
    // "Device" is the battery of a mouse or keyboard.
    const draining = supplies.some((path) =>
      read(`${path}/type`) === "Battery" && read(`${path}/scope`) !== "Device" &&
      read(`${path}/status`) === "Discharging"
    );
    return draining && !online;
  } catch {
    return false;
  }
}
