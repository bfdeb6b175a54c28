import { join } from "node:path";
import type { Event } from "../../src/output/events.ts";
import { command, SAMPLES, type Stick } from "../end_to_end/program.ts";

const known = join(SAMPLES, "known");

/** A scan that a test disturbs. */
export interface ScanRun {
  child: Deno.ChildProcess;
  /** Resolves when it has ended. */
  ended: Promise<{ code: number; signal: Deno.Signal | null; stderr: string }>;
}

/** Starts `scan --all` of `photos` on a stick; events go to `results`, and to a stdout that nobody looks at. */
export function startScan(
  stick: Stick,
  photos: string,
  results: string,
  options: readonly string[] = [],
): ScanRun {
  const args = ["scan", "--all", "--known", known, photos, "--output", results, ...options];
  const child = command(stick, args).spawn();
  const ended = Promise.all([
    child.status,
    new Response(child.stderr).text(),
    new Response(child.stdout).arrayBuffer(),
  ]).then(([{ code, signal }, stderr]) => ({ code, signal, stderr }));
  return { child, ended };
}

/** Kills the scan and its workers as a power cut would: all at once. */
export async function killHard({ child, ended }: ScanRun) {
  const workers = await workersOf(child.pid);
  for (const pid of [child.pid, ...workers]) kill(pid, "SIGKILL");
  await ended;
}

/** Sends a signal to a process that may have ended. */
export function kill(pid: number, signal: Deno.Signal) {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** False once a process has ended; Linux only. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

/** The process ids of a scan's workers; Linux only. */
export async function workersOf(pid: number): Promise<number[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`).catch(() => "");
  const fromThreads = [];
  // A worker belongs to the thread that started it.
  for (const task of listed(`/proc/${pid}/task`)) {
    fromThreads.push(await Deno.readTextFile(`/proc/${pid}/task/${task}/children`).catch(() => ""));
  }
  const pids = [text, ...fromThreads].join(" ").split(/\s+/).filter((word) => word !== "").map(Number);
  return [...new Set(pids)];
}

function listed(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return [];
  }
}

/** The events in a results file. A torn last line is left out. */
export async function readResults(path: string): Promise<Event[]> {
  const lines = (await Deno.readTextFile(path).catch(() => "")).split("\n");
  lines.pop();
  return lines.map((line) => JSON.parse(line));
}

/** What was found in each photo, by path, in a form that can be compared; every event of each photo. */
export function findings(events: readonly Event[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const event of events) {
    if (event.type !== "match" && event.type !== "photo") continue;
    const { path, people, faces, width, height, hash } = event;
    const told = found.get(path) ?? [];
    told.push(JSON.stringify({ people, faces, width, height, hash }));
    found.set(path, told);
  }
  return found;
}

/** The difference between what an undisturbed scan found and what disturbed ones did, in words; none when there is none. */
export function differences(expected: Map<string, string[]>, actual: Map<string, string[]>): string[] {
  const wrong: string[] = [];
  for (const [path, [finding]] of expected) {
    const told = actual.get(path) ?? [];
    if (told.length === 0) wrong.push(`lost: ${path}`);
    if (told.length > 1) wrong.push(`told ${told.length} times: ${path}`);
    if (told.some((other) => other !== finding)) wrong.push(`another result: ${path}`);
  }
  for (const path of actual.keys()) if (!expected.has(path)) wrong.push(`never asked for: ${path}`);
  return wrong;
}
