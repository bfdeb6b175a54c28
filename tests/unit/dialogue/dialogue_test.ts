import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { dirname, join } from "node:path";
import { runDialogue } from "../../../src/dialogue/dialogue.ts";
import { TEXTS } from "../../../src/dialogue/texts.ts";
import { thisComputer } from "../../../src/dialogue/this_computer.ts";
import { Interrupted } from "../../../src/system/terminal.ts";
import { makeFolder } from "../output/temporary_folder.ts";

/** When the page of an earlier search was written. */
const EARLIER = new Date("2020-01-01T00:00:00Z");

/**
 * Somebody who answers like this, beside a folder of reference photos and the page of an earlier search; `exit`: how the
 * search ends; `writesPage`: whether its page could be written; `isWritable`: whether anything can be written there;
 * `reference`: the only reference photo.
 */
async function talk(
  answers: string[],
  exit: number | Error = 0,
  writesPage = true,
  isWritable = true,
  reference = "family/Ann/1.jpg",
) {
  await using folder = await makeFolder();
  const home = folder.path, pictures = join(home, "user/Pictures");
  for (const path of [dirname(reference), "user/Pictures"]) {
    await Deno.mkdir(join(home, path), { recursive: true });
  }
  await Deno.writeTextFile(join(home, reference), "");
  const page = join(home, "found.html");
  await Deno.writeTextFile(page, "of an earlier search");
  await Deno.utime(page, EARLIER, EARLIER);
  const opened: string[] = [], commands: string[][] = [];
  let written = "", asked = 0;
  const result = await runDialogue({
    home,
    computer: {
      ...thisComputer(),
      os: "darwin",
      env: { HOME: join(home, "user") },
      names: () => [],
      isWritable: () => isWritable,
    },
    ask: (question) => {
      written += question;
      return asked < answers.length ? Promise.resolve(answers[asked++]) : Promise.reject(new Interrupted(""));
    },
    write: (text) => written += text,
    command: async (args) => {
      commands.push([...args]);
      if (exit instanceof Error) throw exit;
      if (args.includes("--copy")) await Deno.mkdir(join(home, "found"));
      if (writesPage) await Deno.writeTextFile(page, "");
      return exit;
    },
    open: (path) => opened.push(path),
  });
  return { result, written, opened, commands, home, pictures };
}

Deno.test("the answers become a scan of the command line, and its page is shown", async () => {
  const { result, commands, opened, home, pictures, written } = await talk(["", "", ""]);
  const args = ["scan", "--format", "text", "--known", join(home, "family"), "--copy", join(home, "found")];
  const page = join(home, "found.html");
  deepStrictEqual([result, commands, opened], [0, [[...args, "--report", page, "--", pictures]], [page]]);
  // The scan names the page and the copies.
  ok(written.endsWith(TEXTS.done + TEXTS.close), written);
});

Deno.test("who wants a list gets no copies, but the page", async () => {
  const { commands, opened, home } = await talk(["2", "n", ""]);
  ok(!commands[0].includes("--copy"));
  deepStrictEqual(opened, [join(home, "found.html")]);
});

for (
  const [exit, text] of [
    [0, TEXTS.done],
    [1, TEXTS.nobody],
    [2, TEXTS.failed],
    [3, TEXTS.someFailed],
    [4, TEXTS.stopped(true)],
  ] as const
) {
  Deno.test(`a search that ends with ${exit} is told of in plain words, and its code is the program's`, async () => {
    const { result, written, opened } = await talk(["", "", ""], exit);
    deepStrictEqual([result, opened.length], [exit, exit === 2 ? 0 : 1]);
    ok(written.includes(text) && written.endsWith(TEXTS.close), written);
  });
}

Deno.test("where the page could not be written, that of an earlier search is not shown as if it were", async () => {
  const { written, opened } = await talk(["", "", ""], 3, false);
  deepStrictEqual(opened, []);
  ok(written.includes(TEXTS.someFailed), written);
});

Deno.test("beside a stick that can't be written nothing is asked about copies, and no next start is promised to go on", async () => {
  const { commands, opened, written, home, pictures } = await talk(["", ""], 4, false, false);
  deepStrictEqual(commands, [["scan", "--format", "text", "--known", join(home, "family"), "--", pictures]]);
  deepStrictEqual(opened, []);
  ok(written.includes(TEXTS.onlyList(home)) && written.includes(TEXTS.stopped(false)), written);
  ok(!/goes on/.test(written), written);
});

Deno.test("whatever breaks is said before the window waits for Enter", async () => {
  const { result, written } = await talk(["", "", ""], new Error("no such thing"));
  strictEqual(result, 2);
  ok(written.includes("no such thing") && written.endsWith(TEXTS.close), written);
});

Deno.test("who stops at a question isn't asked to press Enter", async () => {
  for (const answers of [[], [""], ["", ""]]) await rejects(talk(answers), Interrupted);
});

Deno.test("photos that lie in no person's folder are taken to be of one person, and that is said", async () => {
  const { written, home } = await talk(["", "", ""], 0, true, true, "family/1.jpg");
  ok(written.includes(TEXTS.lookingFor(["family"]) + TEXTS.onePerson(join(home, "family"))), written);
  ok(!(await talk(["", "", ""])).written.includes("one person"));
});
