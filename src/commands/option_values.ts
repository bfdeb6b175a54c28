import { InvalidArgumentError } from "commander";
import { messageOf } from "../failure.ts";
import { type Device, parseDevice } from "../inference/device.ts";

/** What a timer takes at most (2^31 - 1 ms), in whole seconds: a longer one would fire at once. */
const MOST_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

/** `--device`. */
export function device(value: string): Device {
  try {
    return parseDevice(value);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

/** Of an option that may be repeated: all its values. */
export const collect = (value: string, before: string[]) => [...before, value];

/** A whole number from 1 to 1024. */
export function positiveInteger(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > 1024) {
    throw new InvalidArgumentError("Expected a whole number from 1 to 1024.");
  }
  return number;
}

/** A whole number from 2 to a million. */
export function atLeastTwo(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 2 || number > 1e6) {
    throw new InvalidArgumentError("Expected a whole number from 2 to 1000000.");
  }
  return number;
}

/** A number above 0. */
export function positiveNumber(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number) || number <= 0) {
    throw new InvalidArgumentError("Expected a number above 0, such as 5.");
  }
  return number;
}

/** Seconds that a timer takes. */
export function seconds(value: string): number {
  const number = positiveNumber(value);
  if (number > MOST_SECONDS) {
    throw new InvalidArgumentError(`Expected at most ${MOST_SECONDS} seconds, which are 24 days.`);
  }
  return number;
}

/** A cosine, -1 to 1. */
export function similarity(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !(number >= -1 && number <= 1)) {
    throw new InvalidArgumentError("Expected a number from -1 to 1, such as 0.45.");
  }
  return number;
}
