/** `PR_SET_PDEATHSIG` of prctl(2), and `SIGKILL`. */
const SET_PARENT_DEATH_SIGNAL = 1, KILL = 9;

/**
 * Lets this process be ended when the one that started it ends, however it does. A worker notices that by its closed
 * pipe, but not while it hangs in a photo. Linux only.
 */
export function dieWithParent() {
  if (Deno.build.os !== "linux") return;
  try {
    const libc = Deno.dlopen("libc.so.6", {
      prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
    });
    libc.symbols.prctl(SET_PARENT_DEATH_SIGNAL, BigInt(KILL), 0n, 0n, 0n);
    libc.close();
  } catch { /* another C library: then the closed pipe has to do */ }
}
