import { exitCode } from "../output/exit_code.ts";
import type { Networks } from "../faces/manifest.ts";
import { modelFiles } from "../faces/pack.ts";
import { messageOf } from "../failure.ts";
import { rounded } from "../output/amounts.ts";
import { counted } from "../output/counted.ts";
import type { EventOf, Unsent } from "../output/events.ts";
import { SCHEMA_VERSION } from "../output/events.ts";
import { type EventSink, ReaderGone } from "../output/ndjson.ts";
import { Pace } from "../output/pace.ts";
import { type Progress, progressOf, type ProgressPrinter } from "../output/progress.ts";
import type { ScanParts, ScanPlan } from "../scan/plan.ts";
import { scan } from "../scan/scan.ts";
import { Summary } from "../output/summary.ts";
import { newTally, type Tally } from "../output/tally.ts";
import { VERSION } from "../version.ts";
import type { Reporting } from "./reporting.ts";
import type { Stopping } from "./stopping.ts";

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

/** Sends a scan's events, from `start` to `end`, and gives the exit code. */
export async function stream(run: Stream): Promise<number> {
  const { start, plan, targets, stopping, reporting, seconds, seeks, exitZero } = run,
    { printer } = reporting;
  const damage = () => "damage" in plan.walk ? plan.walk.damage : null;
  const summary = new Summary(), sink = noted(run.sink, summary);
  const tally = newTally(), timers = startTimers(run, tally);
  let reason: EventOf<"end">["reason"] = "done", concluded: Partial<EventOf<"end">> = {};
  try {
    run.witness?.(start);
    await sink.send(start);
    printer.line(startLine(start));
    if (printer.atOnce) printer.update(progressOf(tally, 0, seeks));
    for (const { warnings } of [...start.people, ...start.not_people]) {
      warnings.forEach((warning) => printer.line(`warning: ${warning}`));
    }
    await scan(plan, { ...run, sink, signal: stopping.signal }, tally);
    if (!stopping.reason && targets.lost.length === 0 && !damage()) {
      const send = (event: Unsent) => {
        run.witness?.(event);
        return sink.send(event);
      };
      concluded = await run.conclude?.({ sink: { send }, signal: stopping.signal, tally, printer }) ?? {};
    }
    if (targets.lost.length > 0 || damage()) reason = "target_lost";
    if (stopping.reason) reason = stopping.reason;
  } catch (error) {
    // Whoever read our output has seen enough: an orderly end, as for `| head`.
    if (error instanceof ReaderGone) return 0;
    reason = "failed";
    reporting.fail(error);
  } finally {
    timers.forEach(clearInterval);
  }
  for (const root of targets.lost) printer.line(`${root} is gone: what was found there is remembered`);
  const cut = damage();
  if (cut) printer.line(`not all of the archive could be read: ${cut.message}`);
  const endEvent = (): Unsent<EventOf<"end">> => {
    const { photos, matches, errors, skipped } = tally;
    const exit = exitCode({ reason, matches, errors, seeks, exitZero });
    return {
      type: "end",
      reason,
      exit,
      photos,
      matches,
      errors,
      skipped,
      ...concluded,
      seconds: rounded(seconds(), 3),
    };
  };
  run.witness?.(endEvent());
  await makeReport(run, tally);
  const end = endEvent();
  try {
    await sink.send(end);
  } catch (error) {
    if (reason !== "failed" && !(error instanceof ReaderGone)) reporting.fail(error);
  }
  for (const line of summary.lines(plan.copier?.folder ?? null, reporting.styles)) printer.styledLine(line);
  printer.line(
    [
      counted(end.photos, "photo"),
      ...seeks ? [`${end.matches} with a match`] : [],
      counted(end.errors, "error"),
      `${seconds().toFixed(1)} s (${reason})`,
    ].join(", "),
  );
  return end.exit;
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

function startTimers(
  { sink, progressEvery, reporting: { printer }, seconds, seeks }: Stream,
  tally: Tally,
): number[] {
  const timers: number[] = [];
  const every = (milliseconds: number, work: (progress: Progress) => void) => {
    const pace = new Pace();
    const tell = () => work(progressOf(tally, pace.at(seconds(), tally.done), seeks));
    timers.push(setInterval(tell, milliseconds));
  };
  if (Number.isFinite(printer.interval)) every(printer.interval, (progress) => printer.update(progress));
  if (progressEvery !== undefined) {
    // A reader who is gone is met at the next photo.
    every(progressEvery * 1000, (progress) => sink.send(progressEvent(progress)).catch(() => {}));
  }
  return timers;
}

/** What `start` says about whom is looked for, and with which thresholds. */
export type WhoIsSought = Pick<EventOf<"start">, "people" | "not_people" | "strictness" | "threshold">;

/** When nobody is sought. */
export const NOBODY: WhoIsSought = { people: [], not_people: [], strictness: null, threshold: null };

/** What a `start` event is made of. */
interface StartFacts
  extends
    WhoIsSought,
    Pick<EventOf<"start">, "provider" | "workers" | "roots" | "resumed" | "search" | "shard"> {
  manifest: Networks;
}

/** The `start` event. */
export function startEvent({ manifest, ...facts }: StartFacts): Unsent<EventOf<"start">> {
  const models = modelFiles(manifest).map(({ file, sha256, licence }) => ({ name: file, sha256, licence }));
  return { type: "start", schema: SCHEMA_VERSION, version: VERSION, models, ...facts };
}

function startLine({ people, not_people, workers, resumed }: Unsent<EventOf<"start">>): string {
  const names = people.map(({ name }) => name);
  const who = names.length === 0 ? "faces" : names.length <= 5 ? names.join(", ") : `${names.length} people`;
  const not = not_people.length > 0 ? `, not ${not_people.map(({ name }) => name).join(", ")}` : "";
  const known = resumed > 0
    ? `, ${counted(resumed, "photo")} ${resumed === 1 ? "is" : "are"} known already`
    : "";
  return `looking for ${who}${not}, ${counted(workers, "photo")} at a time${known}`;
}

function progressEvent(
  { left, rate, latest: _, seeks: __, grouping, ...counts }: Progress,
): Unsent<EventOf<"progress">> {
  return {
    type: "progress",
    ...counts,
    ...(grouping !== null && { grouping: rounded(grouping, 3) }),
    rate: rounded(rate, 2),
    eta_s: left === null ? null : Math.round(left),
  };
}
