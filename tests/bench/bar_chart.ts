/** Values to be drawn: groups of bars, each group with the same kinds of bars in the same order. */
export interface BarChart {
  title: string;
  /** What was measured, and how. */
  note: string;
  /** What each bar of a group is. */
  kinds: readonly string[];
  groups: readonly { name: string; values: readonly number[] }[];
}

const WIDTH = 640, HEIGHT = 320;
/** Room around the bars. */
const TOP = 72, BOTTOM = 40, SIDE = 24;
/** Widest bar, and room between groups in bars. */
const WIDEST = 56, BETWEEN = 0.8;
/** Width of a kind's name in the legend. */
const A_KIND = 112;

/** Colours by kind, told apart by the colour-blind too, with enough contrast on light and on dark (Okabe and Ito). */
const COLOURS = ["#0072b2", "#d55e00", "#009e73"], ON_DARK = ["#56b4e9", "#e69f00", "#2fc79a"];

/** An SVG picture that is readable on a light and on a dark page; every bar says its value. */
export function barChart({ title, note, kinds, groups }: BarChart): string {
  const most = Math.max(...groups.flatMap(({ values }) => values));
  const bottom = HEIGHT - BOTTOM, height = bottom - TOP;
  const across = (WIDTH - 2 * SIDE) / groups.length,
    bar = Math.min(WIDEST, across / (kinds.length + BETWEEN));
  const bars = groups.flatMap(({ name, values }, group) => {
    const middle = SIDE + (group + 0.5) * across, left = middle - bar * values.length / 2;
    return [
      ...values.flatMap((value, kind) => {
        const tall = Math.max(1, height * value / most), x = left + kind * bar;
        return [
          `<rect class="k${kind}" x="${fixed(x + 2)}" y="${fixed(bottom - tall)}" width="${
            fixed(bar - 4)
          }" height="${fixed(tall)}"/>`,
          text(x + bar / 2, bottom - tall - 5, value.toPrecision(value < 1 ? 2 : 3), "middle"),
        ];
      }),
      text(middle, bottom + 20, name, "middle"),
    ];
  });
  const legend = kinds.flatMap((kind, i) => {
    const x = WIDTH - SIDE - A_KIND * (kinds.length - i);
    return [`<rect class="k${i}" x="${x}" y="16" width="12" height="12"/>`, text(x + 18, 27, kind, "start")];
  });
  const rules = (colours: readonly string[], ink: string) =>
    [`text{fill:${ink}}line{stroke:${ink}}`, ...kinds.map((_, i) => `.k${i}{fill:${colours[i]}}`)].join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${
      escaped(title)
    }">`,
    `<style>text{font:13px sans-serif}.title{font-size:15px;font-weight:bold}${rules(COLOURS, "#24292f")}`,
    `@media (prefers-color-scheme:dark){${rules(ON_DARK, "#e6edf3")}}</style>`,
    text(SIDE, 28, title, "start", "title"),
    text(SIDE, 48, note, "start"),
    `<line x1="${SIDE}" y1="${bottom}" x2="${WIDTH - SIDE}" y2="${bottom}"/>`,
    ...bars,
    ...legend,
    "</svg>\n",
  ].join("\n");
}

function text(x: number, y: number, content: string, anchor: string, kind?: string): string {
  const name = kind ? ` class="${kind}"` : "";
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}"${name}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function fixed(value: number): string {
  return String(Math.round(10 * value) / 10);
}
