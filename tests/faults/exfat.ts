/** A small exFAT medium, as most sticks are: no links, no permissions. */
export interface Medium extends AsyncDisposable {
  path: string;
}

const MEGABYTES = 320;
/** Debian's packages exfatprogs and exfat-fuse. */
const TOOLS = ["mkfs.exfat", "mount.exfat-fuse", "losetup", "fusermount"];

/** Why there can be none here; null when there can. */
export async function exfatImpossible(): Promise<string | null> {
  for (const tool of TOOLS) {
    const { success } = await new Deno.Command("sh", { args: ["-c", `command -v ${tool}`] }).output();
    if (!success) return `there is no ${tool}`;
  }
  try {
    await using _ = await makeExfat();
    return null;
  } catch (error) {
    return String(error);
  }
}

/** Makes one in a file, and mounts it. Throws when this system or user may not. */
export async function makeExfat(): Promise<Medium> {
  const folder = await Deno.makeTempDir({ prefix: "facefinder-exfat-" }), path = `${folder}/medium`;
  const image = `${folder}/image`;
  let device = "";
  const dispose = async () => {
    await tool("fusermount", "-u", path).catch(() => {});
    if (device) await tool("losetup", "-d", device).catch(() => {});
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await Deno.mkdir(path);
    await Deno.writeFile(image, new Uint8Array());
    await Deno.truncate(image, MEGABYTES * 2 ** 20);
    await tool("mkfs.exfat", image);
    device = (await tool("losetup", "--find", "--show", image)).trim();
    await tool("mount.exfat-fuse", device, path);
    return { path, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function tool(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
