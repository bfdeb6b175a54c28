import { isFolder } from "../system/path_kind.ts";
import type { Computer } from "./places.ts";

/** The computer that the program runs on. */
export const thisComputer = (): Computer => ({
  os: Deno.build.os,
  env: Deno.env.toObject(),
  isFolder,
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
