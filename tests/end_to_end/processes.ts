import { until } from "../until.ts";

/** The processes that a process has started and that live, by what their command line ends with. Linux only. */
export function childrenOf(parent: number): Map<string, number> {
  const children = new Map<string, number>();
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = Deno.readTextFileSync(`/proc/${name}/stat`).replace(/^.*\) /, "").split(" ");
      if (Number(status[1]) !== parent || status[0] === "Z") continue;
      const words = Deno.readTextFileSync(`/proc/${name}/cmdline`).split("\0").filter(Boolean);
      children.set(words.at(-1) ?? "", Number(name));
    } catch { /* it has ended meanwhile */ }
  }
  return children;
}

/** Waits for a process that `parent` starts, and gives its id. */
export async function childNamed(parent: number, name: string): Promise<number> {
  await until(() => childrenOf(parent).has(name));
  return childrenOf(parent).get(name)!;
}
