import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../output/temporary_folder.ts";
import { done, failed, hashOf, placeOf } from "./sample_findings.ts";
import { alter, fileIn, fill, filled, findingOf, openIn, seen, withIndex } from "./test_index.ts";

const [A, B] = ["a", "b"].map(hashOf);
const place = placeOf("2001/a.jpg");

Deno.test("what was recorded is remembered when the index is opened again", async () => {
  await using folder = await makeFolder();
  const findings = [
    done(0),
    done(1, 3),
    done(2, 0),
    done(3, 2, "search"),
    failed(),
    failed({ retryable: true }, 2),
  ];
  await withIndex(folder, async (index) => {
    for (const [i, finding] of findings.entries()) await index.record(filled(i), hashOf(i), finding, []);
  });
  const { warnings } = await withIndex(folder, (index) => {
    for (const [i, finding] of findings.entries()) {
      deepStrictEqual(index.at(filled(i)), { hash: hashOf(i), finding });
      deepStrictEqual(index.of(hashOf(i)), finding);
    }
    strictEqual(index.count(["/photos"]), findings.length);
  });
  deepStrictEqual(warnings, []);
});

Deno.test("nothing is remembered of what was never recorded", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => {
    deepStrictEqual([index.at(place), index.of(A), index.count(["/photos"])], [null, null, 0]);
  });
});

Deno.test("a place answers for the unchanged file only", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    await index.record(place, A, done(1), []);
    deepStrictEqual(index.at(place), { hash: A, finding: done(1) });
    strictEqual(index.at({ ...place, size: 1001 }), null);
    strictEqual(index.at({ ...place, modified: place.modified! + 1 }), null);
    strictEqual(index.at({ ...place, modified: null }), null);
    strictEqual(index.at({ ...place, below: "2001/A.jpg" }), null);
  });
});

Deno.test("a place without a time answers for itself", async () => {
  await using folder = await makeFolder();
  const timeless = { ...place, modified: null };
  await withIndex(folder, async (index) => {
    await index.record(timeless, A, done(1), []);
    deepStrictEqual(index.at(timeless), { hash: A, finding: done(1) });
    strictEqual(index.at(place), null);
  });
});

Deno.test("a file that changed is remembered as it is now", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    await index.record(place, A, done(1), []);
    await index.record(place, B, done(2), []);
    deepStrictEqual(index.at(place), { hash: B, finding: done(2) });
    deepStrictEqual(index.of(A), done(1));
  });
});

Deno.test("a drive that comes back under another name is known", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    await index.record({ ...place, root: "/no/such/drive" }, A, done(1), []);
    deepStrictEqual(index.at({ ...place, root: "/another" }), { hash: A, finding: done(1) });
  });
});

Deno.test("two roots with different photos at the same place below are kept apart", async () => {
  await using folder = await makeFolder();
  const one = { ...place, root: "/no/such/one" }, two = { ...place, root: "/no/such/two" };
  await withIndex(folder, async (index) => {
    await index.record(one, A, done(1), []);
    await index.record(two, B, done(2), []);
    deepStrictEqual(index.at(one), { hash: A, finding: done(1) });
    deepStrictEqual(index.at(two), { hash: B, finding: done(2) });
    strictEqual(index.at({ ...place, root: "/no/such/three" }), null);
  });
});

Deno.test("a photo is not taken for one at the same place below another root that is still there", async () => {
  await using folder = await makeFolder();
  const [one, two] = ["one", "two"].map((name) => join(folder.path, name));
  await Deno.mkdir(one);
  await Deno.mkdir(two);
  await withIndex(folder, async (index) => {
    await index.record({ ...place, root: one }, A, done(1), []);
    strictEqual(index.at({ ...place, root: two }), null);
    await index.record({ ...place, root: two }, A, done(1), []);
    deepStrictEqual(index.at({ ...place, root: two }), { hash: A, finding: done(1) });
  });
});

Deno.test("a content is remembered wherever it lies, and its places are recorded alone", async () => {
  await using folder = await makeFolder();
  const copy = placeOf("elsewhere/b.jpg");
  await withIndex(folder, async (index) => {
    await index.record(place, A, done(1), []);
    strictEqual(index.at(copy), null);
    deepStrictEqual(index.of(A), done(1));
    await index.recordPlace(copy, A, []);
    deepStrictEqual(index.at(copy), { hash: A, finding: done(1) });
    strictEqual(index.count(["/photos"]), 2);
  });
});

Deno.test("the place of a copy that is recorded just before its content is remembered too", async () => {
  await using folder = await makeFolder();
  const copy = placeOf("elsewhere/b.jpg");
  await withIndex(folder, async (index) => {
    await Promise.all([index.recordPlace(copy, A, []), index.record(place, A, done(1), [])]);
    deepStrictEqual(index.at(copy), { hash: A, finding: done(1) });
  });
});

Deno.test("the place of a content that isn't remembered is not recorded", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    await index.recordPlace(place, A, []);
    strictEqual(index.at(place), null);
  });
});

Deno.test("other models get nothing, and destroy nothing", async () => {
  await using folder = await makeFolder();
  const answers = (processing: string) =>
    withIndex(folder, (index) => [index.of(A), index.at(place), index.count(["/photos"])], processing);
  await withIndex(folder, (index) => index.record(place, A, done(1), []), "p");
  deepStrictEqual((await answers("q")).result, [null, null, 0]);
  await withIndex(folder, (index) => index.record(place, A, done(2), []), "q");
  deepStrictEqual((await answers("q")).result, [done(2), { hash: A, finding: done(2) }, 1]);
  deepStrictEqual((await answers("p")).result[0], done(1));
});

Deno.test("a photo that failed before and works now is remembered as it works, and the other way round", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    for (const finding of [failed({}, 2), done(1, 2), failed({ code: "other" }, 3)]) {
      await index.record(place, A, finding, []);
      deepStrictEqual(index.at(place), { hash: A, finding });
    }
  });
});

Deno.test("a record is safe when its promise resolves: another program sees it", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    for (let i = 0; i < 5; i++) {
      let resolved = false;
      const recording = index.record(filled(i), hashOf(i), done(i), []).then(() => resolved = true);
      await Promise.resolve();
      strictEqual(resolved, false);
      await recording;
      deepStrictEqual(seen<{ n: number }>(folder, "SELECT count(*) AS n FROM photo")[0].n, i + 1);
    }
  });
});

Deno.test("what is not yet written is written when the index is closed", async () => {
  await using folder = await makeFolder();
  const { index } = openIn(folder), recording = index.record(place, A, done(1), []);
  await index.close();
  await recording;
  deepStrictEqual((await withIndex(folder, (index) => index.of(A))).result, done(1));
});

Deno.test("a closed index remembers nothing and promises nothing", async () => {
  await using folder = await makeFolder();
  const { index, warnings } = openIn(folder);
  await index.close();
  await index.record(place, A, done(1), []);
  await index.close();
  deepStrictEqual([index.at(place), index.of(A), index.count(["/photos"]), warnings], [null, null, 0, []]);
});

Deno.test("names are recorded once each", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, async (index) => {
    await index.record(place, A, done(1, 2), [[0, "Ann"], [1, "Bob"]]);
    await index.recordPlace(place, A, [[0, "Ann"]]);
  });
  const named = seen<{ face: number; person: string }>(folder, "SELECT face, person FROM named");
  deepStrictEqual(named.map(({ face, person }) => [face, person]), [[0, "Ann"], [1, "Bob"]]);
});

Deno.test("who was found by an easier look is kept, but not which face that was", async () => {
  await using folder = await makeFolder();
  const easy = done(1, 2), hard = { ...easy, analysis: { ...easy.analysis, effort: "thorough" as const } };
  await withIndex(folder, async (index) => {
    await index.record(placeOf("a.jpg"), hashOf("a"), easy, [[0, "Ann"], [1, "Bob"]]);
    await index.record(placeOf("a.jpg"), hashOf("a"), easy, [[1, "Bea"]]);
    await index.record(placeOf("a.jpg"), hashOf("a"), hard, [[2, "Bob"]]);
  });
  const named = seen<{ face: number; person: string }>(folder, "SELECT face, person FROM named");
  deepStrictEqual(named.map(({ face, person }) => [face, person]), [
    [-1, "Ann"],
    [-1, "Bea"],
    [-1, "Bob"],
    [2, "Bob"],
  ]);
});

Deno.test("two programs write to one index, and see each other's records", async () => {
  await using folder = await makeFolder();
  const one = openIn(folder), two = openIn(folder);
  for (let i = 0; i < 20; i += 2) {
    await Promise.all([
      one.index.record(filled(i), hashOf(i), done(i), []),
      two.index.record(filled(i + 1), hashOf(i + 1), done(i + 1), []),
    ]);
    deepStrictEqual(two.index.of(hashOf(i)), done(i));
    deepStrictEqual(one.index.of(hashOf(i + 1)), done(i + 1));
  }
  await Promise.all([one.index.close(), two.index.close()]);
  deepStrictEqual([one.warnings, two.warnings], [[], []]);
  strictEqual((await withIndex(folder, (index) => index.count(["/photos"]))).result, 20);
});

Deno.test("the photos of any number of roots are counted", async () => {
  await using folder = await makeFolder();
  const { warnings } = await withIndex(folder, async (index) => {
    await fill(index, 3);
    await index.record(placeOf("x.jpg", { root: "/other" }), hashOf(0), findingOf(0), []);
    strictEqual(index.count([]), 0);
    strictEqual(index.count(["/other"]), 1);
    // As many as a list of files may hold.
    const many = Array.from({ length: 100_000 }, (_, i) => `/list/${i}.jpg`);
    strictEqual(index.count([...many, "/photos"]), 3);
    deepStrictEqual(index.of(hashOf(0)), findingOf(0));
  });
  deepStrictEqual(warnings, []);
});

Deno.test("any names of files and people are remembered", async () => {
  await using folder = await makeFolder();
  const names = ["ä€😀.jpg", "'; DROP TABLE photo; --", "a\nb.jpg", "%_.jpg", "\ufffd.jpg", "C:\\a\\b.jpg"];
  await withIndex(folder, async (index) => {
    for (const [i, below] of names.entries()) {
      await index.record(placeOf(below), hashOf(i), done(i), [[0, below]]);
    }
  });
  await withIndex(folder, (index) => {
    for (const [i, below] of names.entries()) strictEqual(index.at(placeOf(below))?.hash, hashOf(i));
  });
});

Deno.test("an index of a later version is left alone, with a warning", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => fill(index, 3));
  alter(fileIn(folder), "PRAGMA user_version = 99");
  const { warnings } = await withIndex(folder, async (index) => {
    await index.record(place, A, done(1), []);
    strictEqual(index.of(A), null);
  });
  strictEqual(warnings.length, 1);
  match(warnings[0], /another version of facefinder made it \(format 99; this one knows 1\)/);
  deepStrictEqual(seen<{ n: number }>(folder, "SELECT count(*) AS n FROM photo")[0].n, 3);
});

for (
  const [name, inTheWay] of [
    ["a folder is in the way of the index", "index.sqlite"],
    ["the folder is a file", "."],
  ]
) {
  Deno.test(`the scan goes on without memory, and one warning, when ${name}`, async () => {
    await using folder = await makeFolder();
    const path = join(folder.path, "data");
    if (inTheWay === ".") await Deno.writeTextFile(path, "");
    else await Deno.mkdir(join(path, inTheWay), { recursive: true });
    const { warnings } = await withIndex({ ...folder, path }, async (index) => {
      await index.record(place, A, done(1), []);
      deepStrictEqual([index.at(place), index.of(A), index.count(["/photos"])], [null, null, 0]);
    });
    strictEqual(warnings.length, 1);
  });
}

Deno.test({
  name: "a medium that is full ends the remembering with one warning, and keeps what was recorded",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await makeFolder();
    await withIndex(folder, (index) => fill(index, 20));
    // A limit on the size of files, of 600 blocks of 512 or 1024 bytes, is what comes nearest to a full medium.
    const script = fileURLToPath(new URL("fill_index.ts", import.meta.url));
    const { stdout, success } = await new Deno.Command("sh", {
      args: [
        "-c",
        'trap "" XFSZ; ulimit -f 600; exec "$@"',
        "sh",
        Deno.execPath(),
        "run",
        "-A",
        "--no-check",
        script,
      ],
      env: { INDEX: fileIn(folder) },
      stderr: "inherit",
    }).output();
    strictEqual(success, true);
    const { warnings, told } = JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").pop()!);
    deepStrictEqual([warnings.length, told], [1, 2000]);
    await withIndex(folder, (index) => {
      for (let i = 0; i < 20; i++) deepStrictEqual(index.at(filled(i))?.finding, findingOf(i));
    });
  },
});

Deno.test("what was said to be safe survives when the program is killed", async () => {
  await using folder = await makeFolder();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", fileURLToPath(new URL("fill_index.ts", import.meta.url))],
    env: { INDEX: fileIn(folder) },
    stdout: "piped",
  }).spawn();
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.split("\n").length <= 3) continue;
    try {
      child.kill("SIGKILL");
    } catch { /* it has ended */ }
  }
  await child.status;
  const safe = Math.max(...text.split("\n").filter((line) => /^\d+$/.test(line)).map(Number));
  const { warnings } = await withIndex(folder, (index) => {
    for (let i = 20; i < safe; i++) strictEqual(index.at(filled(i))?.hash, hashOf(i));
  });
  ok(safe >= 320 && warnings.length === 0);
});

Deno.test("another program that writes for long is waited for, and does no harm", async () => {
  await using folder = await makeFolder();
  const { index, warnings } = openIn(folder);
  const other = new DatabaseSync(fileIn(folder));
  other.exec("BEGIN IMMEDIATE");
  const recording = index.record(place, A, done(1), []);
  strictEqual(index.of(A), null);
  other.exec("COMMIT");
  other.close();
  await recording;
  deepStrictEqual(index.of(A), done(1));
  await index.close();
  deepStrictEqual(warnings, []);
});

Deno.test("an index is a file beside others that are gone once it is closed", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => fill(index, 3));
  deepStrictEqual([...Deno.readDirSync(dirname(fileIn(folder)))].map(({ name }) => name), ["index.sqlite"]);
  ok((await Deno.stat(fileIn(folder))).size < 200_000);
});

Deno.test("photos that other models have analysed are counted until today's meet them", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => fill(index, 5), "old");
  const outdated = (processing: string) => withIndex(folder, ({ outdated }) => outdated, processing);
  deepStrictEqual([(await outdated("old")).result, (await outdated("new")).result], [0, 5]);
  await withIndex(folder, (index) => fill(index, 3), "new");
  strictEqual((await outdated("new")).result, 2);
  await withIndex(folder, (index) => fill(index, 5), "new");
  strictEqual((await outdated("new")).result, 0);
});

Deno.test("photos of other models are counted also where those of today's came first, as in a merged index", async () => {
  await using folder = await makeFolder();
  await withIndex(folder, (index) => fill(index, 2), "new");
  await withIndex(folder, (index) => index.record(placeOf("old.jpg"), hashOf("old"), done(1), []), "old");
  strictEqual((await withIndex(folder, ({ outdated }) => outdated, "new")).result, 1);
});
