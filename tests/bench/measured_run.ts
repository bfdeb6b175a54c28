/** What a process took from its start to its end. */
export interface MeasuredRun {
  code: number;
  seconds: number;
  /** Its stdout, unless somebody else took it. */
  stdout: string;
  stderr: string;
  /** The most bytes that it and the processes it started held together, by samples; 0 where nobody asked, or no /proc. */
  memory: number;
}

/** What to do beside running a program. */
export interface RunSettings {
  /** The whole environment; by default this process's own. */
  env?: Record<string, string>;
  /** Takes stdout as it comes, with the seconds since the start; otherwise all is kept. */
  take?: (chunk: Uint8Array, seconds: number) => void;
  /** Milliseconds between samples of memory. */
  sampleMemory?: number;
}

/** Runs a program to its end, and measures it. */
export async function measuredRun(
  program: string,
  args: readonly string[],
  { env, take, sampleMemory }: RunSettings = {},
): Promise<MeasuredRun> {
  const began = performance.now(), since = () => (performance.now() - began) / 1000;
  const child = new Deno.Command(program, {
    args: [...args],
    env,
    clearEnv: env !== undefined,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let memory = 0, stdout = "";
  const sample = sampleMemory === undefined
    ? null
    : setInterval(() => memory = Math.max(memory, memoryOf(child.pid)), sampleMemory);
  const decoder = new TextDecoder();
  const stderr = new Response(child.stderr).text();
  for await (const chunk of child.stdout) {
    if (take) take(chunk, since());
    else stdout += decoder.decode(chunk, { stream: true });
  }
  const { code } = await child.status;
  const seconds = since();
  if (sample !== null) clearInterval(sample);
  return { code, seconds, stdout, stderr: await stderr, memory };
}

/** Bytes of a process and of those below it; what they share counts once. 0 once they have ended. */
function memoryOf(pid: number): number {
  try {
    const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`)) ?? [];
    const children = [...Deno.readDirSync(`/proc/${pid}/task`)].flatMap(({ name }) =>
      Deno.readTextFileSync(`/proc/${pid}/task/${name}/children`).split(" ").filter((id) => id !== "")
    );
    return children.reduce((sum, child) => sum + memoryOf(Number(child)), Number(kilobytes ?? 0) * 1024);
  } catch {
    return 0;
  }
}
