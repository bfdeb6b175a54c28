/*
 * Traces the process whose id is its argument, and says so: once that is killed the system tells nobody that it has
 * ended until this one has, too, as with one that hangs in the system's kernel. Linux only.
 */
const libc = Deno.dlopen("libc.so.6", {
  ptrace: { parameters: ["i64", "i32", "pointer", "pointer"], result: "i64" },
});
/** `PTRACE_SEIZE` of ptrace(2). */
const SEIZE = 0x4206n;
console.log(libc.symbols.ptrace(SEIZE, Number(Deno.args[0]), null, null) === 0n ? "held" : "not held");
await Deno.stdin.read(new Uint8Array(1));
