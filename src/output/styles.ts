import { printable } from "./printable.ts";

/** What a part of a line is, which a terminal may show. */
export type Style = "strong" | "good" | "bad" | "faint";

/** A part of a line for people, in a style where colours are wanted: always {@link printable}. */
export type Styles = (style: Style, text: string) => string;

/** The parameters of SGR that begin and end each: ECMA-48, 8.3.117. */
const CODES: Record<Style, readonly [number, number]> = {
  strong: [1, 22],
  faint: [2, 22],
  good: [32, 39],
  bad: [31, 39],
};

/** No colours: for files and pipes, and for those who want none. */
export const plain: Styles = (_, text) => printable(text);

/** With colours, for terminals. */
export const coloured: Styles = (style, text) => {
  const [begin, end] = CODES[style];
  return `\x1b[${begin}m${printable(text)}\x1b[${end}m`;
};

/** Whether a terminal can move its cursor and erase: what is on a dumb one stays there. */
export const canErase = ({ TERM }: { TERM?: string }): boolean => TERM !== "dumb";

/** Whether somebody at a terminal wants colours: https://no-color.org, and terminals that say they have none. */
export function wantsColours(env: { NO_COLOR?: string; TERM?: string }): boolean {
  return !env.NO_COLOR && canErase(env);
}
