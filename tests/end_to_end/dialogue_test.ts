import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { fromSource, makeStick, run, SAMPLES, type Stick } from "./program.ts";
import { atTerminal, type Session } from "./terminal.ts";

/** The dialogue looks beside the executable, and a terminal is made by script(1) of Linux. */
const lacking = fromSource || Deno.build.os !== "linux";

const WHERE = /window\): $/m,
  COPY = /Enter alone: Yes\): $/m,
  CLOSE = /Press Enter to close this window\. $/m;
/** How a name looks where colours are wanted. */
const GREEN = "\x1b[32mBarack Obama";
const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** A stick with reference photos, a home with pictures, and a system that opens files by a program of ours. */
async function makeHome(family = "family") {
  const stick = await makeStick(),
    home = join(stick.folder, "home"),
    pictures = join(home, "Bilder of 'Ann'");
  const known = join(stick.folder, family, "Barack Obama"), bin = join(stick.folder, "bin");
  for (const folder of [pictures, known, bin, join(home, ".config")]) {
    await Deno.mkdir(folder, { recursive: true });
  }
  await Deno.copyFile(join(SAMPLES, "known/Barack Obama/obama.jpg"), join(known, "1.jpg"));
  for (const name of ["obama2.jpg", "rocket.jpg"]) {
    await Deno.copyFile(join(SAMPLES, "album", name), join(pictures, name));
  }
  await Deno.writeTextFile(
    join(home, ".config/user-dirs.dirs"),
    `XDG_PICTURES_DIR="$HOME/Bilder of 'Ann'"\n`,
  );
  const opened = join(stick.folder, "opened");
  await Deno.writeTextFile(join(bin, "xdg-open"), `#!/bin/sh\nprintf '%s\\n' "$#" "$@" >'${opened}'\n`, {
    mode: 0o755,
  });
  const env = { HOME: home, DISPLAY: ":0", PATH: `${bin}:${Deno.env.get("PATH")}`, TERM: "xterm" };
  return {
    stick,
    pictures,
    found: join(stick.folder, "found"),
    page: join(stick.folder, "found.html"),
    opened,
    at: (answers: Session["answers"], more: Partial<Session> = {}) =>
      atTerminal(stick, { args: [], answers, env, ...more }),
    [Symbol.asyncDispose]: () => stick[Symbol.asyncDispose](),
  };
}

async function appears(path: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const text = await Deno.readTextFile(path).catch(() => "");
    if (text.endsWith("\n")) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${path} was never written`);
}

/** Processes whose command line begins with the stick's program. */
function running({ program: [program] }: Stick): number[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return Deno.readTextFileSync(`/proc/${name}/cmdline`).split("\0")[0] === program ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

Deno.test({
  name:
    "started without arguments it asks two questions, copies what it finds, opens the page of it and waits",
  ignore: lacking,
  async fn() {
    await using here = await makeHome();
    const { code, seen, answered } = await here.at([
      { after: WHERE, type: "\n" },
      { after: COPY, type: "maybe\n" },
      { after: COPY, type: "yes\n" },
      { after: CLOSE, type: "\n" },
    ]);
    deepStrictEqual([code, answered], [0, 4], seen);
    match(seen, /I look for: Barack Obama\./);
    match(seen, /1 {2}the pictures folder: .*Bilder of 'Ann'/);
    match(seen, /Please type y for Yes/);
    match(seen, /looking for photos/, "progress");
    match(seen, /the surest match:/);
    ok(seen.includes(GREEN), "colours");
    strictEqual(seen.split(here.page).length, 2, "the page is named once");
    const [before, after] = seen.split("Done.");
    ok(before.includes("copies: ") && !after.includes(here.found), "and so is the folder of copies");
    deepStrictEqual(names(join(here.found, "Barack Obama")), ["obama2.jpg"]);
    deepStrictEqual((await appears(here.opened)).split("\n"), ["1", here.page, ""]);
  },
});

Deno.test({
  name:
    "a folder can be typed or dragged into the window, and a wrong one is asked for again; the photos only listed",
  ignore: lacking,
  async fn() {
    await using here = await makeHome("Known");
    const { code, seen, answered } = await here.at([
      { after: WHERE, type: "/no/such/folder\n" },
      { after: WHERE, type: "99\n" },
      { after: WHERE, type: `'${here.stick.folder}'\n` },
      { after: COPY, type: "n\n" },
      { after: CLOSE, type: "\n" },
    ]);
    deepStrictEqual([code, answered], [0, 5], seen);
    match(seen, /There is no folder "\/no\/such\/folder"\. Please type a number from 1 to/);
    match(seen, /There is no folder "99"/);
    match(seen, /the reference photos in .*Known are searched too; --exclude/);
    match(seen, /obama2\.jpg {2}/);
    deepStrictEqual(names(here.stick.folder).includes("found"), false);
    deepStrictEqual((await appears(here.opened)).split("\n"), ["1", here.page, ""]);
  },
});

Deno.test({
  name: "without reference photos it says how to give some, and the window stays open until Enter",
  ignore: lacking,
  async fn() {
    await using stick = await makeStick();
    const close = [{ after: CLOSE, type: "\n" }];
    const none = await atTerminal(stick, { args: [], answers: close });
    deepStrictEqual([none.code, none.answered], [2, 1], none.seen);
    match(none.seen, /make a folder named "family"/);
    ok(none.seen.includes(stick.folder));
    await Deno.mkdir(join(stick.folder, "family"));
    const empty = await atTerminal(stick, { args: [], answers: close });
    deepStrictEqual([empty.code, empty.answered], [2, 1], empty.seen);
    match(empty.seen, /family holds no photos yet/);
    await Deno.mkdir(join(stick.folder, "family/Ann"));
    await Deno.writeTextFile(join(stick.folder, "family/a.jpg"), "");
    const mixed = await atTerminal(stick, { args: [], answers: close });
    deepStrictEqual([mixed.code, mixed.answered], [2, 1], mixed.seen);
    match(mixed.seen, /can't be used as they are/);
  },
});

Deno.test({
  name: "Ctrl-C at a question, and during the search, ends it; so does closing the window",
  ignore: lacking,
  async fn() {
    await using here = await makeHome();
    const asked = await here.at([{ after: WHERE, type: "\x03" }]);
    deepStrictEqual([asked.code, asked.answered], [130, 1], asked.seen);
    const searching = await here.at([
      { after: WHERE, type: "\n" },
      { after: COPY, type: "\n" },
      { after: /looking for/, type: "\x03" },
    ]);
    deepStrictEqual([searching.code, searching.answered], [130, 3], searching.seen);
    match(searching.seen, /\(interrupted\)[^]*it goes on from there/);
    const closed = await here.at([], {
      watch: (seen, terminal) => {
        if (WHERE.test(seen)) terminal.kill("SIGKILL");
      },
    });
    match(closed.seen, WHERE);
    for (let tries = 0; running(here.stick).length > 0 && tries < 200; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    deepStrictEqual(running(here.stick), []);
    strictEqual(names(here.stick.folder).filter((name) => name.startsWith(".")).length, 0);
  },
});

Deno.test("without a terminal, no arguments are wrong usage as ever", async () => {
  await using stick = await makeStick();
  const { code, stdout, stderr } = await run(stick, []);
  deepStrictEqual([code, stdout], [2, ""]);
  match(stderr, /Usage: facefinder/);
});

Deno.test({
  name: "colours are left out with NO_COLOR, and where the output is piped; a dumb terminal erases nothing",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using stick = await makeStick();
    const args = ["scan", "--known", join(SAMPLES, "known"), join(SAMPLES, "album/obama2.jpg")];
    const env = { TERM: "xterm" };
    const coloured = await atTerminal(stick, { args, answers: [], env });
    ok(coloured.seen.includes(GREEN), coloured.seen);
    const plain = await atTerminal(stick, { args, answers: [], env: { ...env, NO_COLOR: "1" } });
    ok(plain.code === 0 && !plain.seen.replaceAll("\x1b[K", "").includes("\x1b"), plain.seen);
    const dumb = await atTerminal(stick, { args, answers: [], env: { TERM: "dumb" } });
    ok(dumb.code === 0 && !dumb.seen.includes("\x1b"), dumb.seen);
    const piped = await run(stick, [...args, "--format", "text"], {
      env: { ...env, PATH: Deno.env.get("PATH")! },
    });
    ok(piped.code === 0 && !`${piped.stdout}${piped.stderr}`.includes("\x1b"), piped.stderr);
    match(piped.stderr, /the surest match:\n {2} *\d+ % {2}Barack Obama {2}.*obama2\.jpg\n/);
  },
});
