import { deepStrictEqual } from "node:assert";
import { type Computer, likelyPlaces } from "../../../src/dialogue/places.ts";

/** A computer with these folders, and a file or two. */
function computer(
  os: Computer["os"],
  env: Computer["env"],
  folders: string[],
  files: Record<string, string> = {},
): Computer {
  return {
    os,
    env,
    isFolder: (path) => folders.includes(path),
    isWritable: () => true,
    names: (folder) =>
      folders.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1))
        .filter((name) => !name.includes("/")),
    read: (path) => files[path] ?? "",
  };
}

const told = (computer: Computer, program: string) =>
  likelyPlaces(computer, program).map(({ kind, path }) => `${kind} ${path}`);

Deno.test("likelyPlaces of Linux are the desktop's pictures, home, and mounted drives but the program's own", () => {
  const folders = ["/home/ann", "/home/ann/Bilder", "/home/ann/Pictures", "/media/ann", "/media/ann/STICK"];
  const drives = ["/media/ann/Camera", "/media/disk", "/mnt/nas"];
  const config = { "/home/ann/.config/user-dirs.dirs": '# x\nXDG_PICTURES_DIR="$HOME/Bilder"\n' };
  const here = computer("linux", { HOME: "/home/ann", USER: "ann" }, [...folders, ...drives], config);
  deepStrictEqual(told(here, "/media/ann/STICK"), [
    ...["pictures /home/ann/Bilder", "pictures /home/ann/Pictures", "home /home/ann"],
    ...drives.map((path) => `drive ${path}`),
  ]);
  deepStrictEqual(told(computer("linux", {}, ["/mnt/a"]), "/x"), ["drive /mnt/a"]);
});

Deno.test("likelyPlaces of Windows are pictures, also in OneDrive, the profile, and drives with the system's own", () => {
  const home = "C:\\Users\\Ann", drive = `${home}\\OneDrive`;
  const folders = [home, `${home}\\Pictures`, `${drive}\\Pictures`, "C:\\", "D:\\", "E:\\"];
  const here = computer("windows", { USERPROFILE: home, OneDrive: drive }, folders);
  const expected = [
    `pictures ${home}\\Pictures`,
    `pictures ${drive}\\Pictures`,
    `home ${home}`,
    "drive C:\\",
  ];
  deepStrictEqual(told(here, "E:\\stick"), [...expected, "drive D:\\"]);
  deepStrictEqual(told(here, "C:\\tools"), [...expected, "drive D:\\", "drive E:\\"]);
});

Deno.test("likelyPlaces of macOS are pictures, home and volumes; of any computer at most nine, each once", () => {
  const volumes = Array.from({ length: 20 }, (_, i) => `/Volumes/${String(i).padStart(2, "0")}`);
  const here = computer("darwin", { HOME: "/Users/ann" }, ["/Users/ann", "/Users/ann/Pictures", ...volumes]);
  deepStrictEqual(told(here, "/Volumes/00/stick"), [
    "pictures /Users/ann/Pictures",
    "home /Users/ann",
    ...volumes.slice(1, 8).map((path) => `drive ${path}`),
  ]);
  const same = { "/home/a/.config/user-dirs.dirs": 'XDG_PICTURES_DIR="$HOME/Pictures"' };
  deepStrictEqual(told(computer("linux", { HOME: "/home/a" }, ["/home/a/Pictures"], same), "/x"), [
    "pictures /home/a/Pictures",
  ]);
});

Deno.test("a place that isn't there takes no other off the list", () => {
  const german = { "/home/a/.config/user-dirs.dirs": 'XDG_PICTURES_DIR="$HOME/Bilder"' };
  const here = computer("linux", { HOME: "/home/a" }, ["/home/a", "/home/a/Bilder", "/mnt/nas"], german);
  deepStrictEqual(told(here, "/x"), ["pictures /home/a/Bilder", "home /home/a", "drive /mnt/nas"]);
});
