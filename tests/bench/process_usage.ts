/** The most bytes that a process has held in memory (VmHWM); 0 once it has ended, and where there is no /proc. */
export function peakMemory(pid: number): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** A second in the ticks of /proc, whatever the kernel's own are (proc(5), USER_HZ). */
const TICKS = 100;

/** Seconds that processors have worked for a process, without the processes that it has started; 0 as {@link peakMemory}. */
export function processorSeconds(pid: number): number {
  try {
    // The name of the program comes first, in brackets, and may hold anything.
    const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
    const [user, system] = fields.slice(11, 13).map(Number);
    return (user + system) / TICKS;
  } catch {
    return 0;
  }
}
