import process from "node:process";

/** Milliseconds that processors have worked for this process, all of its threads together. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
