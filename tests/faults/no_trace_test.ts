/** What the program leaves outside of its stick: nothing. Needs Linux, strace, and the right to mount. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { events, makeStick, ofType, run, SAMPLES, type Stick } from "../end_to_end/program.ts";
import { type Call, makeMinimalRoot, type MinimalRoot } from "./minimal_root.ts";
import { mounted } from "./mount.ts";

const known = join(SAMPLES, "known"), photo = join(SAMPLES, "album/obama2.jpg");

/** Calls that change something, wherever; those that open files do only with some flags. */
const CHANGES =
  /^(creat|mkdir|mknod|rename|unlink|rmdir|link|symlink|truncate|chmod|chown|lchown|utime|futimes|setxattr|lsetxattr|removexattr|mount|umount|swapon|acct)/;
const OPENS = /^(open|openat|openat2)$/, TO_WRITE = /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/;

/** The paths that calls would change, whether they could or not. */
function written(calls: readonly Call[]): string[] {
  const changing = calls.filter(({ name, args }) =>
    CHANGES.test(name) || OPENS.test(name) && TO_WRITE.test(args)
  );
  return [...new Set(changing.flatMap(({ paths }) => paths))].sort();
}

/** Everything outside of the stick: paths, sizes, and times of change. */
function snapshot({ path }: MinimalRoot): string[] {
  const seen: string[] = [];
  const look = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const inner = join(folder, name), { size, mtime, ctime } = Deno.lstatSync(inner);
      if (["proc", "stick", "dev"].some((left) => inner === join(path, left))) continue;
      seen.push([inner, isDirectory ? "" : size, mtime?.getTime(), ctime?.getTime()].join(" "));
      if (isDirectory) look(inner);
    }
  };
  look(path);
  return seen.sort();
}

/** Pipes between threads and to workers are sockets of a kind that leads nowhere else. */
const sockets = (calls: readonly Call[]) =>
  calls.filter(({ name, args }) =>
    /^(socket|connect|bind|listen|accept|accept4|sendto|sendmsg|getpeername)$/.test(name) ||
    name === "socketpair" && !args.startsWith("AF_UNIX")
  );

const SCAN = ["scan", "--known", "/photos/known", "/photos/album"];

Deno.test("a whole scan writes to the stick only, opens no socket, and needs nothing but C and C++ libraries", async () => {
  await using root = await makeMinimalRoot();
  const before = snapshot(root);
  const { code, stderr, calls } = await root.trace([
    ...SCAN,
    ...["--copy", "/stick/found", "--output", "/stick/results.ndjson"],
  ]);
  strictEqual(code, 0, stderr);
  const paths = written(calls);
  console.log(`written:\n${paths.map((path) => `  ${path}`).join("\n")}`);
  ok(paths.some((path) => /^\/stick\/facefinder-data\/index\.sqlite$/.test(path)), "strace saw nothing");
  deepStrictEqual(paths.filter((path) => !path.startsWith("/stick/")), ["/dev/null"]);
  deepStrictEqual(sockets(calls), []);
  deepStrictEqual(snapshot(root), before);
});

Deno.test("a scan from a stick that can only be read writes to one temporary folder, which is gone at the end", async () => {
  await using root = await makeMinimalRoot();
  await root.lock();
  const before = snapshot(root).filter((line) => !line.startsWith(join(root.path, "tmp")));
  const { code, stderr, calls } = await root.trace(SCAN);
  strictEqual(code, 0, stderr);
  match(stderr, /cannot write to \/stick\/facefinder-data/);
  const outside = written(calls).filter((path) => !path.startsWith("/stick/") && path !== "/dev/null");
  const folders = new Set(outside.map((path) => /^\/tmp\/facefinder-[0-9a-f]+/.exec(path)?.[0] ?? path));
  strictEqual(folders.size, 1, [...folders].join());
  deepStrictEqual(sockets(calls), []);
  deepStrictEqual([...Deno.readDirSync(join(root.path, "tmp"))], []);
  deepStrictEqual(snapshot(root).filter((line) => !line.startsWith(join(root.path, "tmp"))), before);
});

/** A folder in the way: the stick cannot be written. */
async function unwritable(stick: Stick) {
  await Deno.writeTextFile(join(stick.folder, "facefinder-data"), "in the way");
}

Deno.test("where neither the stick nor the temporary folder has room, the slower way needs none, and nothing is left", async () => {
  await using stick = await makeStick();
  await using small = await mounted("size=4m");
  await unwritable(stick);
  const env = { TMPDIR: small.path };
  const { code, stderr, stdout } = await run(stick, ["scan", "--known", known, photo], { env });
  strictEqual(code, 0, stderr);
  match(stderr, /no room is left.*WebAssembly/i);
  match(stdout, /"used":"wasm"/);
  const fast = await run(stick, ["scan", "--device", "cpu", "--known", known, photo], { env });
  strictEqual(fast.code, 2, fast.stdout);
  match(fast.stderr, /no room is left/);
  deepStrictEqual([...Deno.readDirSync(small.path)], []);
  const nowhere = await run(stick, ["scan", "--known", known, photo], { env: { TMPDIR: "/nowhere" } });
  strictEqual(nowhere.code, 2);
  match(nowhere.stderr, /cannot write to .*facefinder-data.* there is no temporary folder either .*--data/);
});

/** The user nobody, where this one may become another. */
const AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
const mayChangeUser = await new Deno.Command(AS_NOBODY[0], { args: [...AS_NOBODY.slice(1), "true"] }).output()
  .then(({ success }) => success, () => false);

Deno.test({
  name: "another user than the one who unpacked the library never loads what lies there",
  ignore: !mayChangeUser,
  fn: async () => {
    await using stick = await makeStick();
    await Deno.chmod(stick.folder, 0o755);
    await using temporary = await mounted("size=100m,mode=1777");
    const first = await run(stick, ["scan", "--known", known, photo]);
    strictEqual(first.code, 0, first.stderr);
    const other = { ...stick, program: [...AS_NOBODY, ...stick.program] };
    await using photos = await mounted("size=20m,mode=755");
    for (const name of ["known", "album"]) {
      await new Deno.Command("cp", { args: ["-r", join(SAMPLES, name), photos.path] }).output();
    }
    const args = ["scan", "--known", join(photos.path, "known"), join(photos.path, "album/obama2.jpg")];
    const env = { PATH: Deno.env.get("PATH")!, TMPDIR: temporary.path };
    const { code, stdout, stderr } = await run(other, args, { env });
    strictEqual(code, 0, stderr);
    match(stderr, /cannot write to .*facefinder-data.*using .*which is removed/);
    strictEqual(ofType(events(stdout), "match").length, 1);
    deepStrictEqual([...Deno.readDirSync(temporary.path)], []);
  },
});
