import { exitCode } from "../output/exit_code.ts";
import { messageOf } from "../failure.ts";
import { rounded } from "../output/amounts.ts";
import { counted } from "../output/counted.ts";
import type { EventOf, Unsent } from "../output/events.ts";
import type { EventSink } from "../output/event_sink.ts";
import { ReaderGone } from "../output/serial_writer.ts";
import { progressEvent } from "../output/progress_event.ts";
import { startLine } from "../output/start_event.ts";
import { Pace } from "../output/pace.ts";
import { type Progress, progressOf } from "../output/progress.ts";
import type { ProgressPrinter } from "../output/progress_printers.ts";
import type { ScanParts, ScanPlan } from "../scan/plan.ts";
import { scan } from "../scan/scan.ts";
import { Summary } from "../output/summary.ts";
import { newTally, type Tally } from "../output/tally.ts";
import type { Reporting } from "./reporting.ts";
import type { Stopping } from "./stopping.ts";
import { Ticker } from "./ticker.ts";

/** What a run does once all photos are examined: tells more, and gives what `end` says of it. */
export type Conclusion = (
  run: Pick<ScanParts, "sink" | "signal"> & { tally: Tally; printer: ProgressPrinter },
) => Promise<Partial<EventOf<"end">>>;

/** A scan that is ready to begin. */
export interface Stream extends Omit<ScanParts, "signal"> {
  start: Unsent<EventOf<"start">>;
  plan: ScanPlan;
  conclude?: Conclusion;
  stopping: Stopping;
  /** Seconds between `progress` events, if they are wanted. */
  progressEvery: number | undefined;
  reporting: Reporting;
  /** Since the program began. */
  seconds: () => number;
  seeks: boolean;
  /** A search that was finished is exit code 0, whatever it found. */
  exitZero: boolean;
  /** Makes the report of what was found. Throws where it can't be written. */
  report: (() => Promise<void>) | null;
}

/** How a scan has gone once all its photos are told of. */
interface Course {
  reason: EventOf<"end">["reason"];
  tally: Tally;
  concluded: Partial<EventOf<"end">>;
  summary: Summary;
}

/** Sends a scan's events, from `start` to `end`, and gives the exit code. */
export async function stream(run: Stream): Promise<number> {
  const { plan, targets, stopping, reporting } = run;
  const summary = new Summary(), sink = noted(run.sink, summary);
  const tally = newTally(), ticker = startTicker(run, tally);
  const course: Course = { reason: "done", tally, concluded: {}, summary };
  try {
    await open(run, sink, tally);
    await scan(plan, { ...run, sink, signal: stopping.signal }, tally);
    if ("full" in plan.walk && plan.walk.full) throw plan.walk.full;
    const isCut = targets.lost.length > 0 || damageOf(run) !== null;
    if (!stopping.reason && !isCut) course.concluded = await conclude(run, sink, tally);
    if (isCut) course.reason = "target_lost";
    if (stopping.reason) course.reason = stopping.reason;
  } catch (error) {
    // Whoever read our output has seen enough: an orderly end, as for `| head`.
    if (error instanceof ReaderGone) return 0;
    course.reason = "failed";
    reporting.fail(error);
  } finally {
    ticker.stop();
  }
  return await close(run, sink, course);
}

/** Why not all of an archive came; null where it did, or there is none. */
const damageOf = ({ plan: { walk } }: Stream) => "damage" in walk ? walk.damage : null;

async function open(
  { start, plan, witness, reporting: { printer }, seeks }: Stream,
  sink: EventSink,
  tally: Tally,
) {
  witness?.(start);
  await sink.send(start);
  printer.line(startLine(start, "without" in plan.walk));
  if (printer.atOnce) printer.update(progressOf(tally, 0, seeks));
  for (const { warnings } of [...start.people, ...start.not_people]) {
    warnings.forEach((warning) => printer.line(`warning: ${warning}`));
  }
}

async function conclude(
  { conclude, witness, stopping: { signal }, reporting: { printer } }: Stream,
  sink: EventSink,
  tally: Tally,
): Promise<Partial<EventOf<"end">>> {
  const send = (event: Unsent) => {
    witness?.(event);
    return sink.send(event);
  };
  return await conclude?.({ sink: { send }, signal, tally, printer }) ?? {};
}

/** Tells people what is lost, makes the report, sends `end`, and gives the exit code. */
async function close(run: Stream, sink: EventSink, course: Course): Promise<number> {
  const { plan, targets, reporting, seconds, seeks } = run, { printer } = reporting;
  for (const root of targets.lost) printer.line(`${root} is gone: what was found there is remembered`);
  const damage = damageOf(run);
  if (damage) printer.line(`not all of the archive could be read: ${damage.message}`);
  run.witness?.(endEvent(run, course));
  await makeReport(run, course.tally);
  // Anew: the report may have failed.
  const end = endEvent(run, course);
  try {
    await sink.send(end);
  } catch (error) {
    if (end.reason !== "failed" && !(error instanceof ReaderGone)) reporting.fail(error);
  }
  const copies = plan.copier?.folder ?? null;
  for (const line of course.summary.lines(copies, reporting.styles)) printer.styledLine(line);
  printer.line(
    [
      counted(end.photos, "photo"),
      ...seeks ? [`${end.matches} with a match`] : [],
      counted(end.errors, "error"),
      `${seconds().toFixed(1)} s (${end.reason})`,
    ].join(", "),
  );
  return end.exit;
}

function endEvent(
  { seeks, exitZero, seconds }: Stream,
  { reason, tally: { photos, matches, errors, skipped }, concluded }: Course,
): Unsent<EventOf<"end">> {
  return {
    type: "end",
    reason,
    exit: exitCode({ reason, matches, errors, seeks, exitZero }),
    photos,
    matches,
    errors,
    skipped,
    ...concluded,
    seconds: rounded(seconds(), 3),
  };
}

async function makeReport({ report, sink, reporting }: Stream, tally: Tally) {
  try {
    await report?.();
  } catch (error) {
    tally.errors++;
    const message = messageOf(error);
    reporting.fail(error);
    await sink.send({ type: "error", stage: "report", code: "not_written", message, retryable: true })
      .catch(() => {}); // whoever listened is gone
  }
}

/** Passes events on, and has them noted. */
function noted(sink: EventSink, summary: Summary): EventSink {
  return {
    send(event) {
      summary.add(event);
      return sink.send(event);
    },
  };
}

function startTicker(
  { sink, progressEvery, reporting: { printer }, seconds, seeks }: Stream,
  tally: Tally,
): Ticker {
  const ticker = new Ticker();
  const every = (milliseconds: number, work: (progress: Progress) => void) => {
    const pace = new Pace();
    ticker.every(milliseconds, () => work(progressOf(tally, pace.at(seconds(), tally.done), seeks)));
  };
  if (Number.isFinite(printer.interval)) every(printer.interval, (progress) => printer.update(progress));
  if (progressEvery !== undefined) {
    // A reader who is gone is met at the next photo.
    every(progressEvery * 1000, (progress) => sink.send(progressEvent(progress)).catch(() => {}));
  }
  return ticker;
}
