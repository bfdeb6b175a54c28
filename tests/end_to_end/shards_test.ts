import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import type { Event } from "../../src/output/events.ts";
import { events, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known"), OF = 3;

/** What is told of photos and files, as far as it doesn't depend on the run, in an order of its own. */
function told(all: readonly Event[]): unknown[] {
  return all.flatMap((event): unknown[] => {
    switch (event.type) {
      case "match":
      case "photo": {
        const { path, hash, people, faces } = event;
        return [{ path, hash, people, faces }];
      }
      case "skip":
        return [{ path: event.path, reason: event.reason }];
      case "error":
        return [{ path: event.path, code: event.code }];
      default:
        return [];
    }
  }).sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}

/** A folder with the sample photos, links, hidden files and what is no photo. */
async function collection({ folder }: Stick): Promise<string> {
  const photos = join(folder, "photos");
  for (const name of ["album", "formats"]) {
    await Deno.mkdir(join(photos, name), { recursive: true });
    for (const entry of Deno.readDirSync(join(SAMPLES, name))) {
      if (entry.isFile) await Deno.copyFile(join(SAMPLES, name, entry.name), join(photos, name, entry.name));
    }
  }
  for (const name of ["notes.txt", ".hidden.jpg", "text.jpg", "film.mov"]) {
    await Deno.writeTextFile(join(photos, name), "no photo");
  }
  await Deno.symlink("gone", join(photos, "link.jpg"));
  await Deno.symlink("album", join(photos, "again"));
  return photos;
}

for (
  const [command, ...args] of [
    ["faces", "--follow"],
    ["scan", "--known", known, "--all", "--no-learning", "--effort", "thorough"],
  ]
) {
  Deno.test(`the shards of ${[command, ...args.slice(command === "scan" ? 2 : 0)].join(" ")} tell what the whole does`, async () => {
    await using stick = await makeStick();
    const photos = await collection(stick);
    const options = [command, ...args, "--remember", "none", "--quiet", photos];
    const whole = await run(stick, options), shards: Event[] = [], searches = new Set<string>();
    for (let index = 0; index < OF; index++) {
      const { code, stdout, stderr } = await run(stick, [
        ...options,
        "--shard",
        `${index}/${OF}`,
        "--progress",
        "0.2",
      ]);
      ok([0, 1, 3].includes(code), `${code} ${stderr}`);
      const part = events(stdout), [start] = ofType(part, "start"), [end] = ofType(part, "end");
      deepStrictEqual(start.shard, { index, of: OF });
      searches.add(start.search);
      const totals = ofType(part, "progress").map(({ total }) => total).filter((total) => total !== null);
      ok(totals.every((total) => total! < 60), `${totals}`);
      ok(end.photos > 0);
      shards.push(...part);
    }
    const all = events(whole.stdout);
    deepStrictEqual(told(shards), told(all));
    strictEqual(ofType(all, "start")[0].shard, undefined);
    searches.add(ofType(all, "start")[0].search);
    strictEqual(searches.size, OF + 1, "each is another search");
  });
}

Deno.test("what is no shard is refused, with what would be one", async () => {
  await using stick = await makeStick();
  for (const shard of ["3/3", "1", "-1/3", "0/0"]) {
    const { code, stderr } = await run(stick, ["faces", `--shard=${shard}`, join(SAMPLES, "album")]);
    strictEqual(code, 2);
    match(stderr, /--shard.*invalid.*Expected I\/N/);
  }
});
