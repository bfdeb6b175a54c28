/*
 * A worker process for tests that does what it is told. Its arguments: a file that it writes its process id to, and how
 * it begins. Each photo is a text that says what it does to the worker; what comes before a bar is said to the process
 * of an accelerator.
 */
import type { Effort } from "../../../src/faces/effort.ts";
import type { Face } from "../../../src/faces/face.ts";
import { encodeFaces } from "../../../src/faces/face_codec.ts";
import type { Provider } from "../../../src/inference/provider.ts";
import { frameStart, readFrameSync } from "../../../src/workers/frames.ts";
import type { PhotoJob, PictureJob, WorkerAnswer } from "../../../src/workers/messages.ts";
import { faceOf } from "../index/sample_findings.ts";

const [log, beginning] = Deno.args;
Deno.writeTextFileSync(log, `${Deno.pid}\n`, { append: true });

function write(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

function answer(message: WorkerAnswer, body = new Uint8Array()) {
  write(frameStart(message, body.length));
  write(body);
}

const print = (text: string) => write(new TextEncoder().encode(text));
const sleep = (milliseconds?: number) =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

const provider: Provider = { used: "cpu", reason: "acting" };

/** How hard the photo in hand is to be looked at. */
let effort: Effort = "normal";

const NO_WORK = { measures: {}, busy: 0 };

/** An analysis whose width is the worker's process id, with one face. */
function analysis(memory = 0) {
  const body = encodeFaces([faceOf(1)]);
  answer({
    type: "analysis",
    analysis: { width: Deno.pid, height: 1, effort, damage: null },
    memory,
    work: NO_WORK,
  }, body);
}

/** Faces at these angles to somebody whose embedding begins with 1, side by side, in a photo of 12 megapixels. */
function facesAt(angles: string) {
  const faces = angles.split(",").filter(Boolean).map((angle, i): Face => {
    const face = faceOf(i), embedding = new Float32Array(512);
    embedding.set([Math.cos(Number(angle)), Math.sin(Number(angle))]);
    return { ...face, box: { x: 500 * i, y: 0, width: 300 - i, height: 400 }, embedding };
  });
  answer(
    {
      type: "analysis",
      analysis: { width: 4000, height: 3000, effort, damage: null },
      memory: 0,
      work: NO_WORK,
    },
    encodeFaces(faces),
  );
}

const ACTS: Record<string, (argument: string) => void> = {
  ok: () => analysis(),
  ready: (memory) => answer({ type: "ready", memory: Number(memory ?? 0), provider }),
  unable: () => answer({ type: "unable", message: "no model" }),
  slow: (milliseconds) => {
    sleep(Number(milliseconds));
    analysis();
  },
  slowly_ready: (milliseconds) => {
    sleep(Number(milliseconds));
    answer({ type: "ready", memory: 0, provider });
  },
  /** Fails, but not at an easy look. */
  fail_thorough: (code) => effort === "thorough" ? ACTS.fail(code) : analysis(),
  /** Sees other faces when it looks thoroughly: `faces 0,1/0,1,2`. */
  faces: (angles) => facesAt(angles.split("/")[effort === "thorough" ? 1 : 0]),
  /** Has one face at this angle, and dies of a thorough look. */
  die_thorough: (angles) => effort === "thorough" ? ACTS.die("") : facesAt(angles),
  fail: (code) => {
    answer({
      type: "failure",
      failure: { stage: "decode", code, message: "m", retryable: false },
      memory: 0,
    });
  },
  die: () => Deno.exit(7),
  kill: () => {
    Deno.kill(Deno.pid, "SIGKILL");
    sleep();
  },
  hang: () => sleep(),
  chatter: () => {
    print("a library has something to say\n");
    sleep();
  },
  pictures: () => answer({ type: "pictures", bytes: [2, null, 1], memory: 0 }, Uint8Array.of(1, 2, 3)),
  broken_json: () => write(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b)),
  broken_faces: () => {
    answer(
      { type: "analysis", analysis: { width: 1, height: 1, effort, damage: null }, memory: 0, work: NO_WORK },
      new Uint8Array(3),
    );
  },
  half: () => {
    write(frameStart({ type: "ready", memory: 0, provider }, 10).subarray(0, 12));
    Deno.exit(0);
  },
  grow: () => analysis(2 ** 40),
};

function act(text: string) {
  const [name, argument] = text.split("|").at(-1)!.trim().split(" ");
  ACTS[name](argument);
}

readFrameSync(Deno.stdin);
act(beginning);
for (let job; (job = readFrameSync<PhotoJob | PictureJob>(Deno.stdin));) {
  if (job.head.type === "photo") effort = job.head.effort;
  act(new TextDecoder().decode(job.body));
}
