import { command, type Stick } from "./program.ts";

/** A program at a pseudo-terminal, and somebody who types there. */
export interface Session {
  /** Shell words. */
  args: readonly string[];
  /** What is typed, each when what it waits for has been shown once more: its number is how often that must be. */
  answers: readonly { after: RegExp; type: string }[];
  env?: Record<string, string>;
  /** Called with what was seen so far, whenever there is more. */
  watch?: (seen: string, terminal: Deno.ChildProcess) => void;
}

/** Runs the program at a pseudo-terminal to its end; gives its exit code, and what was seen there. */
export async function atTerminal(
  stick: Stick,
  { args, answers, env, watch }: Session,
): Promise<{ code: number; seen: string; answered: number }> {
  const quoted = [...stick.program, ...args].map((word) => `'${word}'`).join(" ");
  const terminal = {
    ...stick,
    program: ["script", "--quiet", "--return", "--command", `stty cols 200; exec ${quoted}`, "/dev/null"],
  };
  const child = command(terminal, [], { stdin: "", env: { PATH: Deno.env.get("PATH") ?? "", ...env } })
    .spawn();
  const writer = child.stdin.getWriter();
  let seen = "", answered = 0, from = 0;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    seen += text;
    watch?.(seen, child);
    for (; answered < answers.length; answered++) {
      const { after, type } = answers[answered], asked = after.exec(seen.slice(from));
      if (!asked) break;
      from += asked.index + asked[0].length;
      await writer.write(new TextEncoder().encode(type)).catch(() => {});
    }
  }
  await writer.close().catch(() => {});
  await child.stderr.cancel();
  return { code: (await child.status).code, seen, answered };
}
