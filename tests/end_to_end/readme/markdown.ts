/** What can be checked of a text in Markdown. */
export interface Markdown {
  /** Blocks of code, fenced or indented, as lines. */
  blocks: string[][];
  /** Code within sentences. */
  spans: string[];
  /** Where links and pictures lead. */
  links: string[];
  /** What a link within the text may lead to: GitHub's names of headings. */
  anchors: Set<string>;
}

/** Reads Markdown. An indented block has four spaces and comes after an empty line; none is looked for in lists. */
export function readMarkdown(text: string): Markdown {
  const blocks: string[][] = [], prose: string[] = [], anchors = new Set<string>();
  let fenced: string[] | null = null, indented: string[] | null = null;
  for (const line of text.split("\n")) {
    if (/^```/.test(line)) {
      if (fenced) blocks.push(fenced);
      fenced = fenced ? null : [];
    } else if (fenced) fenced.push(line);
    else if (/^ {4}/.test(line) && (indented || prose.at(-1) === "")) {
      indented ??= [];
      indented.push(line.slice(4));
    } else if (indented && line === "") indented.push(line);
    else {
      if (indented) {
        blocks.push(withoutEmptyEnd(indented));
        prose.push("");
        indented = null;
      }
      const [, heading] = /^#+ (.*)/.exec(line) ?? [];
      if (heading !== undefined) anchors.add(anchorOf(heading));
      prose.push(line);
    }
  }
  if (indented) blocks.push(withoutEmptyEnd(indented));
  const sentences = prose.join("\n");
  return {
    blocks,
    spans: [...sentences.matchAll(/`([^`]+)`/g)].map(([, span]) => span.replaceAll("\n", " ")),
    links: [...sentences.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link),
    anchors,
  };
}

function withoutEmptyEnd(lines: readonly string[]): string[] {
  return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}

function anchorOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
}
