/** The options that take paths, some of which one command has, as parsed. */
export interface PathOptions {
  known?: readonly string[];
  not?: readonly string[];
  decisions?: readonly string[];
  copy?: string | true;
  out?: string;
  output?: string;
  report?: string;
  data?: string;
  index?: string | false;
}

const NAMES: readonly (keyof PathOptions)[] = [
  ...["known", "not", "decisions", "copy", "out", "output", "report", "data", "index"] as const,
];

/**
 * What is said, after a blank, to who has given no path to look at: the next one may be an option's, as that behind
 * `--copy`, which may have none. "" where no option has taken any.
 */
export function takenPaths(options: PathOptions): string {
  const taken = NAMES.flatMap((name) => {
    const paths = [options[name] ?? []].flat().filter((path) => typeof path === "string");
    return paths.length === 0 ? [] : [`--${name} took ${paths.join(" and ")}`];
  });
  return taken.length === 0 ? "" : ` ${taken.join(", ")}: paths may stand before the options.`;
}
