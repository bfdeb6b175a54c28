/*
 * What the program needs of Linux and Deno doesn't give: asked of the C library. Everywhere else, and where there is
 * another C library, the answers are those of a system that says nothing.
 */

const FUNCTIONS = {
  prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
  sigaction: { parameters: ["i32", "pointer", "buffer"], result: "i32" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
  fcntl: { parameters: ["i32", "i32"], result: "i32" },
} as const;

type Functions = Deno.DynamicLibrary<typeof FUNCTIONS>["symbols"];

/** `PR_SET_PDEATHSIG` of prctl(2). */
const SET_PARENT_DEATH_SIGNAL = 1;
/** signal(7). */
const HANGUP = 1, KILL = 9;
/** `SIG_IGN`, and bytes that hold a `struct sigaction`, which begins with the handler, whatever the processor. */
const IGNORE = 1n, SIGACTION_BYTES = 256;
/** Enough for what the system says in one word. */
const SYSTEM_FILE_BYTES = 256;

/**
 * Lets this process be ended when the one that started it, whose id is `parent`, ends, however it does. A worker notices
 * that by its closed pipe, but not while it hangs in a photo. False where that one has ended already, or never was the
 * parent; true on other systems.
 */
export function dieWithParent(parent: number): boolean {
  withLibc((libc) => libc.prctl(SET_PARENT_DEATH_SIGNAL, BigInt(KILL), 0n, 0n, 0n), undefined);
  // Only now: it may have ended before that was said.
  return Deno.build.os !== "linux" || Deno.ppid === parent;
}

/** True when the program was started with SIGHUP ignored, as nohup does, to live on when the terminal is closed. */
export function isHangupIgnored(): boolean {
  return withLibc((libc) => {
    const action = new BigUint64Array(SIGACTION_BYTES / 8);
    return libc.sigaction(HANGUP, null, action) === 0 && action[0] === IGNORE;
  }, false);
}

/** The text of a small file of the system's own, below /proc and /sys: Deno reads these with all permissions only. */
export function readSystemFile(path: string): string | null {
  return withLibc((libc) => {
    const file = libc.open(new TextEncoder().encode(path + "\0"), 0);
    if (file < 0) return null;
    try {
      const bytes = new Uint8Array(SYSTEM_FILE_BYTES),
        count = Number(libc.read(file, bytes, BigInt(bytes.length)));
      return count < 0 ? null : new TextDecoder().decode(bytes.subarray(0, count));
    } finally {
      libc.close(file);
    }
  }, null);
}

/** `F_GETFD` and `FD_CLOEXEC` of fcntl(2). */
const GET_FLAGS = 1, CLOSED_ON_EXEC = 1;

/** True for a file that whoever started the program has opened for it. What the program itself opens is never handed on. */
export function isHandedOver(descriptor: number): boolean {
  return withLibc((libc) => {
    const flags = libc.fcntl(descriptor, GET_FLAGS);
    return flags >= 0 && (flags & CLOSED_ON_EXEC) === 0;
  }, false);
}

/** Reads from a file that is open; gives the bytes read, 0 at the end, below 0 when it can't be read. */
export function readDescriptor(descriptor: number, into: Uint8Array<ArrayBuffer>): number {
  return withLibc((libc) => Number(libc.read(descriptor, into, BigInt(into.length))), -1);
}

function withLibc<T>(work: (libc: Functions) => T, otherwise: T): T {
  if (Deno.build.os !== "linux") return otherwise;
  let library: Deno.DynamicLibrary<typeof FUNCTIONS>;
  try {
    library = Deno.dlopen("libc.so.6", FUNCTIONS);
  } catch {
    return otherwise;
  }
  try {
    return work(library.symbols);
  } finally {
    library.close();
  }
}
