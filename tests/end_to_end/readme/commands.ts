/** Commands of the program as a text for people shows them. */

/** A command line. */
export interface ShownCommand {
  /** Words after the program's name: a subcommand first. */
  words: string[];
  /** As it is typed; with all that it may be given; or one of several names, without what that needs. */
  kind: "typed" | "synopsis" | "name";
}

const CALL = /^(?:\$ )?(?:\.\/)?facefinder(?:-[a-z]+-[a-z0-9]+)?\s+(?=\S)/;

/** The command lines in a block of code. Where some begin with a prompt, everything else is what they print. */
export function commandsIn(block: readonly string[]): ShownCommand[] {
  const lines = block.join("\n").replaceAll(/\s*\\\n\s*/g, " ").split("\n");
  const typed = lines.some((line) => line.startsWith("$ "))
    ? lines.filter((line) => line.startsWith("$ "))
    : lines;
  return typed.filter((line) => CALL.test(line)).flatMap((line) => {
    // What follows after some spaces, or a #, says what the command does.
    const [command] = line.replace(CALL, "").split(/\s{2,}|\s+#/);
    return alternatives(command);
  });
}

/** `index stats | verify` are two commands; what a pipe or > leads to is no part of one. */
function alternatives(command: string): ShownCommand[] {
  const [first, ...others] = command.split(" | "), words = first.replace(/\s+2?>.*/, "").split(" ");
  const names = others.filter((other) => /^[a-z-]+$/.test(other));
  if (names.length === 0) return [{ words, kind: /[[\]…]/.test(first) ? "synopsis" : "typed" }];
  const before = words.slice(0, -1);
  return [words, ...names.map((name) => [...before, name])].map((words) => ({ words, kind: "name" }));
}

/** The options in a text: `--known`, `-o`. */
export function optionsIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w-])(--[a-z][a-z-]*|-[a-zA-Z0])(?![\w-])/g)].map(([, option]) => option);
}

/** The options of each command by its words (`index stats`; `` for the program itself), as `--help` tells them. */
export async function helpOf(ask: (words: string[]) => Promise<string>): Promise<Map<string, Set<string>>> {
  const all = new Map<string, Set<string>>();
  const look = async (words: string[]) => {
    const help = await ask(words);
    const [options, commands = ""] = help.split("\nCommands:");
    // The column of names: what follows is in words.
    const names = [...options.matchAll(/^ {2}(-.*?)(?: {2,}|$)/gm)].map(([, name]) => name).join(" ");
    all.set(words.join(" "), new Set(optionsIn(names)));
    const below = [...commands.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
    await Promise.all(below.filter((name) => name !== "help").map((name) => look([...words, name])));
  };
  await look([]);
  // They are left out of help, as few need them.
  await look(["calibrate"]);
  return all;
}

/** The words of a command, without what it is given. Null where there is no such command. */
export function commandOf(words: readonly string[], help: ReadonlyMap<string, unknown>): string | null {
  const named = words.findIndex((word) => !/^[a-z]+$/.test(word));
  const names = named < 0 ? words : words.slice(0, named);
  for (let count = names.length; count > 0; count--) {
    const command = names.slice(0, count).join(" ");
    if (help.has(command)) return command;
  }
  return null;
}
