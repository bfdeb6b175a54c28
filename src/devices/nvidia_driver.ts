import { readSystemFile } from "../system/linux.ts";
import { isThere } from "../system/path_kind.ts";

/** What NVIDIA's kernel module says of itself, and what there is in its place in Windows' subsystem for Linux. */
const VERSION_FILE = "/proc/driver/nvidia/version", WSL_DEVICE = "/dev/dxg";
/** The first that CUDA 13 works with (NVIDIA, "CUDA compatibility"). */
const LOWEST = 580;

/**
 * The version of NVIDIA's driver for Linux, such as `580.95.05`; empty where there is one that doesn't say; null where
 * there is none. Never throws.
 */
export function nvidiaDriver(versionFile = VERSION_FILE, wslDevice = WSL_DEVICE): string | null {
  const text = readSystemFile(versionFile);
  if (text !== null) return driverVersion(text);
  return isThere(wslDevice) ? "" : null;
}

/** The version in the text of the kernel module; empty where it has none. */
export function driverVersion(text: string): string {
  return /Kernel Module(?: for \S+)?\s+(\d+(?:\.\d+)+)/.exec(text)?.[1] ?? "";
}

/** Why CUDA can't work with this driver; null when it may. Costs nothing, unlike looking through the folder for CUDA. */
export function driverFault(driver: string | null): string | null {
  if (driver === null) return "there is no NVIDIA driver";
  if (driver !== "" && parseInt(driver) < LOWEST) {
    return `NVIDIA's driver ${driver} is too old: ${LOWEST} or later is needed`;
  }
  return null;
}
