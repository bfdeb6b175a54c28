import { nativeFiles } from "../assets.ts";
import type { DataFolder } from "../system/data_folder.ts";
import { reasonOf } from "../failure.ts";
import { type NativeAddon, nativeAddon } from "../inference/native_files.ts";

/** Gives the native add-on, for the CPU alone or with what graphics cards need. */
export type NativeUnpacker = (processor: "cpu" | "gpu") => NativeAddon;

/** What unpacks the native add-on, where it must be: into the data folder, or elsewhere if that has no room. */
export function nativeUnpacker(data: DataFolder, warn: (message: string) => void): NativeUnpacker {
  let elsewhere = false;
  return (processor) => {
    const unpack = (folder: string) => nativeAddon(nativeFiles(), () => folder, processor);
    try {
      if (!elsewhere) return unpack(data.path);
    } catch (error) {
      elsewhere = true;
      warn(
        `${data.path} has no room for the native library (${reasonOf(error)}): trying a temporary folder`,
      );
    }
    try {
      return unpack(data.scratch());
    } catch (error) {
      return { missing: reasonOf(error) };
    }
  };
}
