import { processCommand } from "../assets.ts";
import { messageOf } from "../failure.ts";
import { PipedProcess } from "../workers/piped_process.ts";
import { DRIVER_ENVIRONMENT } from "../workers/driver_environment.ts";
import type { ProbeFinding, ProbeSetup } from "./probe.ts";

/** How a probe is started, beside what it is to try. */
export interface ProberSettings {
  /** Variables for its process. */
  env: Record<string, string>;
  debug: boolean;
  /** Milliseconds after which it is ended. */
  timeout: number;
  /** Ends it. */
  signal: AbortSignal;
}

/** Milliseconds that whoever has asked to stop waits for a driver that may not let its process end. */
const HURRY = 500;

/** Letters of what is said that are kept. */
const MOST_SAID = 10_000;

/** Tries a provider in a process of its own. Whatever becomes of that, there is a finding. */
export async function probe(setup: ProbeSetup, settings: ProberSettings): Promise<ProbeFinding> {
  const { env, debug, timeout, signal } = settings;
  const fault = (fault: string): ProbeFinding => ({ fault, ms: null, cpuMs: null });
  let child: PipedProcess, said = "";
  // A driver may say more than a probe has read from.
  const heard = (text: string) => said = (said + text).slice(-MOST_SAID);
  try {
    child = new PipedProcess({
      ...processCommand("probe-process"),
      env: { ...DRIVER_ENVIRONMENT, ...env },
      debug,
      heard,
    });
  } catch (error) {
    return fault(`its test can't be started (${messageOf(error)})`);
  }
  try {
    const { answer, late } = await child.ask<ProbeFinding>(setup, { within: timeout, signal });
    if (answer) return explained(answer.head, said);
    if (late) return fault(`its test took more than ${timeout / 1000} s`);
    if (signal.aborted) return fault("its test was interrupted");
    return fault(`its test ended without a result (${await child.ending()})`);
  } catch (error) {
    return fault(`its test says what makes no sense (${messageOf(error)})`);
  } finally {
    await child.stop(signal.aborted ? HURRY : undefined);
  }
}

/** ONNX Runtime says which library is missing to developers only. */
function explained(finding: ProbeFinding, said: string): ProbeFinding {
  const [, cause] = /Failed to load library .* with error: (.*)/.exec(said) ?? [];
  return finding.fault === null || !cause
    ? finding
    : { ...finding, fault: `${finding.fault} (${cause.trim()})` };
}
