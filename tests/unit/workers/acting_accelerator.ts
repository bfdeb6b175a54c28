/*
 * The process of an accelerator for tests, which does what it is told. Its arguments: a file that it writes its process
 * id to, and how it begins. Each photo is a text that says what it does to the process, up to a bar: what follows is
 * said to a worker on the CPU (acting_worker.ts).
 */
import { encodeFaces } from "../../../src/faces/face_codec.ts";
import { FrameReader, frameStart } from "../../../src/workers/frames.ts";
import type { AcceleratorAnswer, AcceleratorSetup, PhotoJob } from "../../../src/workers/messages.ts";
import { faceOf } from "../index/sample_findings.ts";

const [log, beginning] = Deno.args;
Deno.writeTextFileSync(log, `${Deno.pid}\n`, { append: true });

function write(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

function answer(message: AcceleratorAnswer, body = new Uint8Array()) {
  write(frameStart(message, body.length));
  write(body);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Photos that wait until another lets them go, in their order. */
const held: (() => void)[] = [];
let inHand = 0, mostInHand = 0;

/** An analysis whose width is the process's id, and whose height the most photos that it has had in hand. */
function analysis({ id, effort }: PhotoJob, memory = 0, body = encodeFaces([faceOf(1)])) {
  const size = { width: Deno.pid, height: mostInHand };
  const work = { measures: { decode: { ms: 1, kernel: 1, runs: 1, amount: 1 } }, busy: 7 };
  answer({ type: "analysis", id, analysis: { ...size, effort, damage: null }, memory, work }, body);
}

function fail(id: number, code: string, memory = 0) {
  const failure = { stage: "decode", code, message: "m", retryable: false } as const;
  answer({ type: "failure", id, failure, memory });
}

const BEGINNINGS: Record<string, (argument: string) => unknown> = {
  ready: (memory) => answer({ type: "ready", memory: Number(memory ?? 0) }),
  slowly_ready: async (milliseconds) => {
    await pause(Number(milliseconds));
    answer({ type: "ready", memory: 0 });
  },
  unable: () => answer({ type: "unable", message: "no such card" }),
};

const ACTS: Record<string, (job: PhotoJob, argument: string) => unknown> = {
  ok: (job) => analysis(job),
  slow: async (job, milliseconds) => {
    await pause(Number(milliseconds));
    analysis(job);
  },
  /** Answers when a photo that says `release` comes. */
  hold: async (job) => {
    await new Promise<void>((resolve) => held.push(resolve));
    analysis(job);
  },
  /** Is answered before those that it lets go, of which the last comes first. */
  release: (job) => {
    analysis(job);
    held.splice(0).reverse().forEach((go) => go());
  },
  never: () => new Promise(() => {}),
  fail: ({ id }, code) => fail(id, code),
  grow: (job) => analysis(job, 2 ** 50),
  grow_and_fail: ({ id }) => fail(id, "broken", 2 ** 50),
  trouble: (job, message) => {
    answer({ type: "trouble", message, lost: false });
    analysis(job);
  },
  lost: (job, message) => {
    answer({ type: "trouble", message, lost: true });
    analysis(job);
  },
  /** Answers to a photo that there is not, twice to this one, and says that it is ready once more. */
  too_much: (job) => {
    analysis({ ...job, id: 12345 });
    answer({ type: "ready", memory: 0 });
    analysis(job);
    analysis(job);
  },
  broken_faces: (job) => analysis(job, 0, new Uint8Array(3)),
};

/** What it may do at its beginning as well as with a photo. */
const ENDINGS: Record<string, (...none: unknown[]) => unknown> = {
  die: () => Deno.exit(7),
  kill: () => Deno.kill(Deno.pid, "SIGKILL"),
  hang: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  chatter: () => write(new TextEncoder().encode("a driver has something to say\n")),
  broken_json: () => write(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b)),
  half: () => {
    write(frameStart({ type: "ready", memory: 0 }, 10).subarray(0, 12));
    Deno.exit(0);
  },
};

const words = (text: string) => text.split("|")[0].trim().split(" ");

async function act(job: PhotoJob, text: string) {
  const [name, argument] = words(text);
  mostInHand = Math.max(mostInHand, ++inHand);
  await (ENDINGS[name] ?? ACTS[name])(job, argument);
  inHand--;
}

const frames = new FrameReader(Deno.stdin.readable);
await frames.read<AcceleratorSetup>();
const [name, argument] = words(beginning);
await (ENDINGS[name] ?? BEGINNINGS[name])(argument);
for (let job; (job = await frames.read<PhotoJob>());) act(job.head, new TextDecoder().decode(job.body));
