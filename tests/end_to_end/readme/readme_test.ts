/** What the README says can be done: its commands run, its options exist, its links lead somewhere. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDecisions } from "../../../src/decisions/decisions_file.ts";
import { eventSchema } from "../../../src/output/event_schema.ts";
import { EVENT_TYPES } from "../../../src/output/read_event.ts";
import { fromSource, makeStick, run, SAMPLES, type Stick } from "../program.ts";
import { commandOf, commandsIn, helpOf, optionsIn } from "./commands.ts";
import { readMarkdown } from "./markdown.ts";
import { type Place, wordsFor } from "./placeholders.ts";

const project = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path: string) => Deno.readTextFileSync(join(project, path));
/** The README, and where it sends readers for more. */
const texts = [
  "README.md",
  ...["devices", "gallery", "index", "matching", "merging", "output", "packaging", "photos"].map((folder) =>
    `src/${folder}/README.md`
  ),
  "models/README.md",
  "tests/README.md",
  "tests/bench/README.md",
].map((path) => readMarkdown(read(path)));
const blocks = texts.flatMap((text) => text.blocks), spans = texts.flatMap((text) => text.spans);
const { links, anchors } = readMarkdown(read("README.md"));
const commands = blocks.flatMap(commandsIn);

const help = await (async () => {
  await using stick = await makeStick();
  return await helpOf(async (words) => {
    const { code, stdout } = await run(stick, [...words, "--help"]);
    strictEqual(code, 0, words.join(" "));
    return stdout;
  });
})();

/** How the README calls what isn't the program. */
const TASK = /\btask ([a-z][\w:-]*)/, OTHER = /^(npx|deno|python3|task)\b/;
const tasks: Record<string, { command: string; description: string }> = JSON.parse(read("deno.json")).tasks;

Deno.test("every command of the README exists, with the options that it is shown with", () => {
  ok(commands.length > 20);
  const names = new Set([...help.keys()].map((name) => name.split(" ")[0]));
  const shown = [
    ...commands.map(({ words }) => words),
    ...spans.map((span) => span.split(" ")).filter(([name]) => names.has(name)),
  ];
  const unknown = shown.flatMap((words) => {
    const text = words.join(" "), command = commandOf(words, help);
    if (command === null) return [text];
    return optionsIn(text).filter((one) => !help.get(command)!.has(one)).map((one) => `${one} of ${text}`);
  });
  deepStrictEqual(unknown, []);
});

Deno.test("every option that the README names is one of the program's, or of a task", () => {
  const known = new Set(Object.values(tasks).flatMap(({ description }) => optionsIn(description)));
  for (const options of help.values()) for (const one of options) known.add(one);
  const named = spans.filter((span) => !OTHER.test(span)).flatMap(optionsIn);
  ok(named.length > 40);
  deepStrictEqual(named.filter((one) => !known.has(one)), []);
});

Deno.test("every task of the README is one of Deno's and of Taskfile's, with its options, at the pinned version", () => {
  const taskfile = read("Taskfile.yml");
  const shown = [...spans, ...blocks.flat()].filter((text) => TASK.test(text));
  ok(shown.length > 10);
  for (const text of shown) {
    const [, name] = TASK.exec(text)!, [typed] = text.split(/\s{2,}|\s+#/);
    ok(Object.hasOwn(tasks, name), text);
    match(taskfile, new RegExp(`^ {2}${name}:$`, "m"), text);
    const script = [...tasks[name].command.matchAll(/[\w/]+\.ts/g)].at(-1)?.[0];
    const code = script ? sourcesIn(dirname(script)) : "";
    for (const option of optionsIn(typed.slice(typed.indexOf(name)))) {
      ok(code.includes(option), `${option} of ${text}`);
    }
  }
  const versions = new Set([...read("README.md").matchAll(/deno@([\d.]+\d)/g)].map(([, version]) => version));
  deepStrictEqual([...versions], [/deno@([\d.]+\d)/.exec(read(".ci/run"))![1]]);
});

function sourcesIn(folder: string): string {
  return [...Deno.readDirSync(join(project, folder))].filter(({ name }) => name.endsWith(".ts"))
    .map(({ name }) => read(join(folder, name))).join("\n");
}

Deno.test("every link of the README leads to a heading or a file", () => {
  ok(links.length > 10);
  for (const link of links.filter((one) => !/^https?:/.test(one))) {
    const [path, anchor] = link.split("#");
    if (path !== "") ok(Deno.statSync(join(project, path)), link);
    if (anchor === undefined) continue;
    ok((path === "" ? anchors : readMarkdown(read(path)).anchors).has(anchor), link);
  }
});

Deno.test("the README names every type of event and shows one, as the schema has it", () => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(eventSchema(true));
  const shown = new Set<string>();
  for (const value of blocks.flatMap(jsonIn)) {
    if (!("type" in value)) continue;
    ok(validate(value), `${JSON.stringify(value)}\n${JSON.stringify(validate.errors)}`);
    shown.add(value.type as string);
  }
  deepStrictEqual([...EVENT_TYPES].filter((type) => !shown.has(type) || !spans.includes(type)), []);
});

Deno.test("the file of decisions that the README shows is one", () => {
  const files = blocks.flatMap(jsonIn).filter((value) => "decisions" in value);
  ok(files.length > 0);
  for (const file of files) {
    const text = JSON.stringify(file).replaceAll(/"([0-9a-f]+)…"/g, (_, hash) => `"${hash.padEnd(64, "0")}"`);
    ok(parseDecisions(text).length > 0);
  }
});

/** The JSON objects in a block; one may go over several lines. */
function jsonIn(block: readonly string[]): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  let text = "";
  for (const line of block) {
    if (text === "" && !line.startsWith("{")) continue;
    text += line;
    try {
      found.push(JSON.parse(text));
      text = "";
    } catch { /* it goes on */ }
  }
  strictEqual(text, "", `no JSON: ${text}`);
  return found;
}

/** What ends otherwise than with 0 on the sample photos, and why. */
const OTHERWISE: Record<string, { codes: number[]; says: RegExp }> = {
  // A computer may have something that doesn't work.
  doctor: { codes: [0, 3], says: /cpu/ },
  calibrate: { codes: [2], says: /expected 20 and more/ },
};

/** A bench searches its photos many times: one photo, once, is enough to see that it runs. */
const QUICK_BENCH = { album: join(SAMPLES, "album", "obama2.jpg"), options: ["--repeat", "1"] };

/** A synopsis is run with all that it may be given, unless the same command is shown as it is typed. */
const typed = new Set(
  commands.filter(({ kind }) => kind === "typed").map(({ words }) => commandOf(words, help)),
);

Deno.test({
  name: "every command of the README does on the sample photos what it says",
  // Nothing lies beside the source: what somebody has remembered with it would be forgotten and encrypted.
  ignore: fromSource,
  async fn(test) {
    await using prepared = await prepare();
    const done = new Set<string>();
    for (const block of blocks) {
      const here = commandsIn(block).filter(({ words, kind }) =>
        kind === "typed" || kind === "synopsis" && !typed.has(commandOf(words, help))
      );
      const fresh = here.filter(({ words }) => !done.has(words.join(" ")));
      if (fresh.length === 0) continue;
      // The commands of a block go one after another, on what a search has remembered.
      await using place = await prepared.again();
      for (const { words } of fresh) {
        done.add(words.join(" "));
        await test.step(words.join(" "), async () => {
          const { codes, says } = OTHERWISE[words[0]] ?? { codes: [0], says: /./ };
          const given = words[0] === "bench"
            ? [...wordsFor(words, { ...place, album: QUICK_BENCH.album }), ...QUICK_BENCH.options]
            : wordsFor(words, place);
          const { code, stdout, stderr } = await run(place.stick, given, { cwd: place.folder });
          ok(codes.includes(code), `${given.join(" ")} ended with ${code}: ${stderr}`);
          match(stdout + stderr, says);
        });
      }
    }
  },
});

/** A stick that has searched the sample photos, and beside it what the README's commands are given. */
async function prepare() {
  const album = join(SAMPLES, "album"), stick = await makeStick(), data = join(stick.folder, "data");
  const layOut = async (folder: string) => {
    for (const name of ["family", "people"]) {
      await copyFolder(join(SAMPLES, "known", "Barack Obama"), join(folder, name, "Ann"));
    }
    await Deno.writeTextFile(join(folder, "passphrase"), "correct horse\n");
    await Deno.writeTextFile(join(folder, "decisions.json"), '{"schema": 1, "decisions": []}');
  };
  await layOut(stick.folder);
  const results = join(stick.folder, "results.ndjson"), known = join(stick.folder, "family");
  const first = await run(stick, [
    "scan",
    "--all",
    "--known",
    known,
    album,
    "--data",
    data,
    "--output",
    results,
  ]);
  strictEqual(first.code, 0, first.stderr);
  return {
    async again(): Promise<Place & { stick: Stick; [Symbol.asyncDispose](): Promise<void> }> {
      const other = await makeStick(), folder = join(other.folder, "here");
      await layOut(folder);
      for (const copy of [join(other.folder, "facefinder-data"), join(folder, "other/facefinder-data")]) {
        await copyFolder(data, copy);
      }
      return {
        stick: other,
        folder,
        album,
        results,
        models: join(project, "models"),
        packs: join(other.folder, "packs"),
        [Symbol.asyncDispose]: () => other[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => stick[Symbol.asyncDispose](),
  };
}

async function copyFolder(from: string, to: string) {
  await Deno.mkdir(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}
