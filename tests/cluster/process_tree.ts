/** A process and all that it has started, directly or not, and that live: itself first. Linux only. */
export function treeOf(root: number): number[] {
  const children = Map.groupBy(
    [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) => /^\d+$/.test(name)),
    parentOf,
  );
  const tree = [root];
  for (let i = 0; i < tree.length; i++) tree.push(...(children.get(tree[i]) ?? []).map(Number));
  return tree;
}

/** Kills a process and all that it has started, as the end of their machine would. */
export function killTree(root: number): void {
  for (const id of treeOf(root)) {
    try {
      Deno.kill(id, "SIGKILL");
    } catch { /* it has ended meanwhile */ }
  }
}

function parentOf(id: string): number {
  try {
    return Number(Deno.readTextFileSync(`/proc/${id}/stat`).replace(/^.*\) /s, "").split(" ")[1]);
  } catch {
    return -1;
  }
}
