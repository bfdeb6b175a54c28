import { isFolder } from "../system/path_kind.ts";
import type { Computer } from "./places.ts";

/** The computer that the program runs on. */
export const thisComputer = (): Computer => ({
  os: Deno.build.os,
  env: Deno.env.toObject(),
  isFolder,
  isWritable(folder) {
    try {
      Deno.removeSync(Deno.makeTempDirSync({ dir: folder, prefix: ".facefinder-trial-" }));
      return true;
    } catch {
      return false;
    }
  },
  names(folder) {
    try {
      return [...Deno.readDirSync(folder)].map(({ name }) => name);
    } catch {
      return [];
    }
  },
  read(path) {
    try {
      return Deno.readTextFileSync(path);
    } catch {
      return "";
    }
  },
});
