import { type Command, Help, Option } from "commander";

/** The headings of `--help`, in their order: an option stands under one of them. */
export const GROUP = {
  who: "Which people, and how surely:",
  photos: "Which photos, and for how long:",
  output: "What is printed:",
  files: "What is written into files:",
  examination: "How photos are examined:",
  memory: "What is remembered, and where:",
  forgotten: "What is forgotten:",
  other: "Other:",
} as const;

/** What every command has: its version, and help. */
export function addOther(command: Command, version: string) {
  command.optionsGroup(GROUP.other)
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print this");
}

/** Whether more is said to who looks for the cause. */
export const debugOption = () =>
  new Option("-D, --debug", "say more on stderr when something goes wrong").default(false).helpGroup(
    GROUP.output,
  );

/** Whether the program says nothing of how far it is. */
export const quietOption = () =>
  new Option("--quiet", "nothing on stderr but what went wrong").default(false).helpGroup(GROUP.output);

/** What an option does, what may follow it, and what it is by default: that it is off goes without saying. */
export function optionDescription(
  { description, argChoices, defaultValue, defaultValueDescription }: Option,
): string {
  const isNothing = defaultValue === undefined || defaultValue === false ||
    Array.isArray(defaultValue) && defaultValue.length === 0;
  const byDefault = defaultValueDescription ?? (isNothing ? null : String(defaultValue));
  const more = [
    ...argChoices && argChoices.length > 1 ? [argChoices.join(", ")] : [],
    ...byDefault === null ? [] : [`default: ${byDefault}`],
  ];
  return more.length === 0 ? description : `${description} (${more.join("; ")})`;
}

/** Puts the headings in their order, whichever option a command has first. */
export function groupItems<T extends Command | Option>(
  all: T[],
  visible: T[],
  groupOf: (item: T) => string,
): Map<string, T[]> {
  const order: readonly string[] = Object.values(GROUP), rank = (item: T) => order.indexOf(groupOf(item));
  return new Help().groupItems(all.toSorted((a, b) => rank(a) - rank(b)), visible, groupOf);
}

/** What commander says of wrong usage, as the program says everything else that is wrong. */
export function inOneVoice(text: string): string {
  return text.replace(/^error: /, "facefinder: ");
}
