import { createHash } from "node:crypto";
import type { GalleryView } from "./view.ts";

/** The page's own code: a script and a style sheet, each in one text. */
export interface PageCode {
  script: string;
  style: string;
}

/** Where the page's pictures are: in it, or in files beside it. */
export type PicturePlace = "inside" | "beside";

/** By this a gallery is told from somebody's file, near the start of it. */
export const MARK = '<meta name="generator" content="facefinder gallery">';

/** The id of the element that holds the data. */
const DATA_ID = "view";

/**
 * The page as one HTML document. It may run its own script and show its pictures, and nothing else: no network, no other
 * script, no markup from texts (Trusted Types).
 */
export function pageHtml(view: GalleryView, { script, style }: PageCode, pictures: PicturePlace): string {
  if (/<\/script|<!--/i.test(script) || /<\//.test(style)) {
    throw new Error("the page's own code can't be put into HTML");
  }
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    `img-src data:${pictures === "beside" ? " file: 'self'" : ""}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
${MARK}
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Found photos</title>
<style>${style}</style>
</head>
<body>
<noscript>This page needs JavaScript, which is all in the page itself.</noscript>
<script type="application/json" id="${DATA_ID}">${embeddedJson(view)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that no HTML parser finds an end or a comment in. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
