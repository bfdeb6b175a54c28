import { deepStrictEqual, doesNotMatch, match, ok, rejects, strictEqual } from "node:assert";
import { type Command, Option } from "commander";
import { GROUP, inOneVoice, optionDescription } from "../../../src/commands/help.ts";
import { makeProgram } from "../../../src/commands/program.ts";
import { makeContext } from "./test_context.ts";

/** The program, none of whose commands is run here; `write` gets what it says on stderr. */
function program(write: (text: string) => void = () => {}): Command {
  const context = makeContext();
  return makeProgram({ ...context, stderr: { ...context.stderr, write } }, write, () => {});
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** `scan`, `index decisions import` … */
function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

/** What stands under each heading of `command`'s help, a line for each option. */
function headings(command: Command): Map<string, string[]> {
  const under = new Map<string, string[]>();
  let options: string[] | null = null;
  for (const line of command.helpInformation().split("\n")) {
    if (/^\S.*:$/.test(line)) under.set(line, options = []);
    else if (/^ {2}-/.test(line)) options!.push(line);
  }
  return under;
}

const COMMANDS = withSubcommands(program());

Deno.test("every option of every command stands in its help once, under one of the headings", () => {
  ok(COMMANDS.length > 15);
  for (const command of COMMANDS) {
    const under = headings(command), lines = [...under.values()].flat();
    for (const { flags } of command.options) {
      const shown = lines.filter((line) => line.trim() === flags || line.trim().startsWith(`${flags} `));
      strictEqual(shown.length, 1, `${nameOf(command)} ${flags}`);
    }
    strictEqual(lines.length, command.options.length + 1, `${nameOf(command)}: all of them, and --help`);
    const used = [...under].filter(([, options]) => options.length > 0).map(([heading]) => heading);
    deepStrictEqual(used, Object.values(GROUP).filter((heading) => used.includes(heading)), nameOf(command));
  }
});

Deno.test("an option stands under the same heading whatever the command", () => {
  // In `index forget` it is about what is forgotten, elsewhere about what is printed.
  const headingOf = new Map<string, string>();
  for (const command of COMMANDS.filter((command) => command.name() !== "forget")) {
    for (const { flags, helpGroupHeading = "none" } of command.options) {
      const told = `${nameOf(command)} ${flags}`;
      strictEqual(helpGroupHeading, headingOf.get(flags) ?? helpGroupHeading, told);
      headingOf.set(flags, helpGroupHeading);
    }
  }
});

Deno.test("no option's text is empty, ends with a full stop, or names a default that goes without saying", () => {
  for (const command of COMMANDS) {
    for (const option of command.options) {
      const text = optionDescription(option), told = `${nameOf(command)} ${option.flags}: ${text}`;
      ok(option.description.length > 3, told);
      doesNotMatch(text, /\.\)?$/, told);
      doesNotMatch(text, /\[\]|default: (false|undefined)|\) \(default/, told);
    }
  }
});

Deno.test("no group of options is a heap", () => {
  for (const command of COMMANDS) {
    for (const [heading, options] of headings(command)) {
      ok(options.length <= 14, `${nameOf(command)}, ${heading} ${options.length}`);
    }
  }
});

Deno.test("an option's text names what may follow it, and what it is by default", () => {
  strictEqual(
    optionDescription(new Option("--size <size>", "how large").choices(["s", "m"]).default("m")),
    "how large (s, m; default: m)",
  );
  strictEqual(
    optionDescription(new Option("--size <size>", "how large").default(undefined, "as it is")),
    "how large (default: as it is)",
  );
  strictEqual(optionDescription(new Option("--size", "how large").default(false)), "how large");
  strictEqual(optionDescription(new Option("--size <size>", "how large").default([])), "how large");
});

for (
  const [args, text] of [
    [["scan", "--nope"], /^facefinder: unknown option '--nope'/],
    [
      ["scan", "--parallel", "none"],
      /^facefinder: option '-p, --parallel <number>' argument 'none' is invalid/,
    ],
    [["nope"], /^facefinder: unknown command 'nope'/],
    [
      ["index", "stats", "--index", "a", "--data", "b"],
      /^facefinder: option '--index .*' cannot be used with .*--data/,
    ],
    [["index", "export", "--format", "csv"], /^facefinder: .* Allowed choices are ndjson, parquet\./],
    // What is searched is remembered, and no photo is looked at again.
    [["index", "search", "--effort", "thorough"], /^facefinder: unknown option '--effort'/],
    [["index", "search", "--no-index"], /^facefinder: unknown option '--no-index'/],
    [["index", "search", "--remember", "none"], /^facefinder: .* Allowed choices are known, all\./],
    [["report"], /^facefinder: (missing required argument|required option)/],
  ] as const
) {
  Deno.test(`what is wrong with "${args.join(" ")}" is said as everything else is`, async () => {
    let said = "";
    await rejects(program((text) => said += text).parseAsync([...args], { from: "user" }));
    match(said, text);
    doesNotMatch(said, /error:/);
  });
}

Deno.test("only what begins as an error does is taken for one", () => {
  strictEqual(inOneVoice("error: a\n"), "facefinder: a\n");
  strictEqual(inOneVoice("(error: a)\n"), "(error: a)\n");
});
