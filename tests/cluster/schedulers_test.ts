/** The scripts for GNU parallel, Slurm and Kubernetes: what they start is run for real, on this computer. */
import { deepStrictEqual, match, notDeepStrictEqual, ok, strictEqual } from "node:assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../accuracy/python.ts";
import { events, makeStick, run as runProgram, type Stick } from "../end_to_end/program.ts";
import { searchAlone } from "./lost_worker.ts";
import { layOddities, layPhotos, type PhotoSet } from "./photo_set.ts";
import { treeOf } from "./process_tree.ts";
import { clusterPython, has } from "./spark_home.ts";
import { type Row, rowsOf } from "./tables.ts";

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const isReady = Deno.build.os === "linux" && has("bash");

/** Photos in a folder, and what one run finds in them: for all tests that search them. */
let album: { stick: Stick; known: string; folder: string; expected: Row[] };
Deno.test.beforeAll(async () => {
  const stick = await makeStick(), set: PhotoSet = await layPhotos(stick.folder, 14, null);
  const folder = join(stick.folder, "photos"), odd = await layOddities(folder);
  set.photos.push(...odd.slice(0, 2));
  const { rows } = await searchAlone(stick, set);
  album = { stick, known: set.known, folder, expected: rows.map(withoutEmbedding) };
});
Deno.test.afterAll(() => album.stick[Symbol.asyncDispose]());

function withoutEmbedding({ embedding: _, ...row }: Row): Row {
  return row as Row;
}

async function mergedRows(stick: Stick, results: readonly string[]): Promise<Row[]> {
  const { code, stdout, stderr } = await runProgram(stick, ["merge", ...results]);
  ok(code === 0 || code === 3, stderr);
  return rowsOf(events(stdout));
}

async function bash(script: string, args: readonly string[], env: Record<string, string> = {}) {
  const { code, stderr } = await new Deno.Command("bash", {
    args: [beside(script), ...args],
    env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test({
  name: "GNU parallel tries a shard that was killed again, and all shards find what one run finds",
  ignore: !isReady || !has("parallel"),
  async fn() {
    await using stick = await makeStick();
    const { known, folder, expected } = album, out = join(stick.folder, "out");
    const script = new Deno.Command("bash", {
      args: [beside("parallel.sh"), stick.program[0], known, folder, out, "3", "--jobs", "2"],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await killOnce(script.pid, `--shard\0${1}/3`);
    // As a scan says: the text among the photos could not be read.
    strictEqual((await script.status).code, 3);
    const rows = rowsOf(events(await Deno.readTextFile(join(out, "all.ndjson"))));
    deepStrictEqual(rows, expected);
    strictEqual((await Deno.readTextFile(join(out, "jobs.log"))).trim().split("\n").length, 4);
  },
});

/** Kills the first process below `root` whose command line has `words` in it. */
async function killOnce(root: number, words: string) {
  while (true) {
    for (const id of treeOf(root)) {
      const line = await Deno.readTextFile(`/proc/${id}/cmdline`).catch(() => "");
      if (!line.includes(words)) continue;
      Deno.kill(id, "SIGKILL");
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test({
  name: "the tasks of a Slurm array find what one run finds, and an array with holes is refused",
  ignore: !isReady,
  async fn() {
    await using stick = await makeStick();
    const { known, folder, expected } = album, out = join(stick.folder, "out");
    const args = [stick.program[0], known, folder, out];
    const task = (id: number, most: number) => ({
      SLURM_ARRAY_JOB_ID: "7",
      SLURM_ARRAY_TASK_ID: `${id}`,
      SLURM_ARRAY_TASK_COUNT: "2",
      SLURM_ARRAY_TASK_MIN: "0",
      SLURM_ARRAY_TASK_MAX: `${most}`,
    });
    for (const id of [0, 1]) {
      deepStrictEqual(await bash("slurm.sh", args, task(id, 1)), { code: 0, stderr: "" });
    }
    const results = [0, 1].map((id) => join(out, "results", `${id}.ndjson`));
    deepStrictEqual(await mergedRows(stick, results), expected);
    const refused = await bash("slurm.sh", args, task(0, 2));
    strictEqual(refused.code, 2);
    match(refused.stderr, /expected --array=0-N/);
  },
});

/** The parts of the manifest that matter here. */
interface Job {
  spec: {
    completions: number;
    template: {
      spec: { containers: { command: string[]; args: string[]; env: { name: string; value?: string }[] }[] };
    };
  };
}

Deno.test({
  name: "what the pods of the Kubernetes job run finds what one run finds",
  ignore: !isReady || !has("python3"),
  async fn() {
    await using stick = await makeStick();
    const { known, folder, expected } = album, python = await clusterPython();
    const job: Job = JSON.parse(await run(python, [beside("manifest.py"), beside("kubernetes.yaml")]));
    const { completions, template: { spec: { containers: [{ args, env }] } } } = job.spec;
    strictEqual(env.find(({ name }) => name === "SHARDS")?.value, `${completions}`);
    const results = join(stick.folder, "results");
    await Deno.mkdir(results);
    // Two pods of a job of two, in place of 64.
    for (const index of ["0", "1"]) {
      const places: Record<string, string> = {
        "$(JOB_COMPLETION_INDEX)": index,
        "$(SHARDS)": "2",
        "=/known": `=${known}`,
        "=/data": `=${join(stick.folder, `data${index}`)}`,
        "=/results": `=${results}`,
      };
      const own = args.map((arg) =>
        arg === "/photos"
          ? folder
          : Object.entries(places).reduce((text, [a, b]) => text.replaceAll(a, b), arg)
      );
      const { code, stderr } = await runProgram(stick, own);
      strictEqual(code, 0, stderr);
    }
    const files = [...Deno.readDirSync(results)].map(({ name }) => join(results, name));
    strictEqual(files.length, 2);
    deepStrictEqual(await mergedRows(stick, files), expected);
  },
});

const manifest = await Deno.readTextFile(beside("kubernetes.yaml"));
/** Mistakes in the manifest. */
const MISTAKES: [what: string, broken: string][] = [
  ["a field of another name", manifest.replace("backoffLimitPerIndex", "backoffLimitByIndex")],
  ["a number where a text belongs", manifest.replace(/value: "64"/, "value: 64")],
  [
    "a rule without its action",
    manifest.replace("- action: FailIndex\n        onExitCodes", "- onExitCodes"),
  ],
];

Deno.test({
  name: "the manifest fits the schemas of Kubernetes from 1.33 on, and broken ones do not",
  ignore: !has("python3"),
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "facefinder-test-" });
    try {
      for (const version of ["1.33", "1.37"]) {
        deepStrictEqual(await validated(beside("kubernetes.yaml"), version), 0, version);
        for (const [what, broken] of MISTAKES) {
          notDeepStrictEqual(broken, manifest, what);
          const file = join(folder, "broken.yaml");
          await Deno.writeTextFile(file, broken);
          strictEqual(await validated(file, version), 1, what);
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** The exit code of the check of a manifest. */
async function validated(file: string, version: string): Promise<number> {
  const program = join(dirname(await clusterPython()), "kubernetes-validate");
  const args = ["--strict", "--quiet", "--kubernetes-version", version, file];
  return (await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output()).code;
}

Deno.test({
  name: "the scripts are sound by shellcheck",
  ignore: !has("shellcheck"),
  async fn() {
    await run("shellcheck", [beside("parallel.sh"), beside("slurm.sh")]);
  },
});
