/** A small file system of its own, in memory. */
export interface Mounted {
  path: string;
  /** Changes its options, such as `ro`. */
  remount(options: string): Promise<void>;
  /** Takes it away although files on it are open. */
  unmount(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Mounts a file system with these options of tmpfs(5). Throws when this system or user may not. */
export async function mounted(options: string): Promise<Mounted> {
  const path = await Deno.makeTempDir({ prefix: "facefinder-mount-" });
  await system("mount", "-t", "tmpfs", "-o", options, "tmpfs", path);
  let isMounted = true;
  const unmount = async () => {
    if (!isMounted) return;
    isMounted = false;
    await system("umount", "--lazy", path);
  };
  return {
    path,
    remount: (changed) => system("mount", "-o", `remount,${changed}`, path),
    unmount,
    async [Symbol.asyncDispose]() {
      await unmount();
      await Deno.remove(path);
    },
  };
}

/** Lets what lies in the folder `from` be at `to` too, which is made. Throws when this system or user may not. */
export async function bound(from: string, to: string): Promise<AsyncDisposable> {
  await Deno.mkdir(to);
  await system("mount", "--bind", from, to);
  return {
    async [Symbol.asyncDispose]() {
      await system("umount", "--lazy", to);
    },
  };
}

async function system(program: string, ...args: string[]) {
  const { success, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}
