import { createHash } from "node:crypto";
import { VERSION } from "../../version.ts";
import type { FaceRegion, Regions } from "./regions.ts";

/** Digits after the point of a region's numbers: a hundredth of a pixel of any photo. */
const DIGITS = 6;
/** Hexadecimal digits of the SHA-256 by which a file of ours is told from one that was changed since. */
const MARK_DIGITS = 16;
const NO_MARK = "0".repeat(MARK_DIGITS);
const MARK = / x:xmptk="facefinder [^" ]+ ([0-9a-f]+)">/;

/**
 * An XMP packet with face regions, as the Metadata Working Group's guidelines (2.0, section 5.9) and Adobe's XMP
 * specification have them. Its toolkit's name ends with a mark by which {@link readXmp} knows that the file is ours.
 */
export function writeXmp(regions: Regions): string {
  const text = packet(regions);
  return text.replace(NO_MARK, markOf(text));
}

/** The regions in a text that {@link writeXmp} made; null when another program made it, or changed anything in it. */
export function readXmp(text: string): Regions | null {
  const mark = MARK.exec(text)?.[1];
  if (mark === undefined || markOf(text.replace(mark, NO_MARK)) !== mark) return null;
  const [width, height] = ["w", "h"].map((side) => numberIn(text, `stDim:${side}`));
  const items = [...text.matchAll(/<rdf:li rdf:parseType="Resource">(.*?)<\/rdf:li>/gs)];
  const list = items.map(([, item]): FaceRegion => {
    const [x, y, width, height] = ["x", "y", "w", "h"].map((side) => numberIn(item, `stArea:${side}`));
    return {
      name: unescaped(/<mwg-rs:Name>(.*?)<\/mwg-rs:Name>/s.exec(item)?.[1] ?? ""),
      x,
      y,
      width,
      height,
    };
  });
  return { width, height, list };
}

function packet({ width, height, list }: Regions): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="facefinder ${VERSION} ${NO_MARK}">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
    xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"
    xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#">
   <mwg-rs:Regions rdf:parseType="Resource">
    <mwg-rs:AppliedToDimensions rdf:parseType="Resource">
     <stDim:w>${width}</stDim:w>
     <stDim:h>${height}</stDim:h>
     <stDim:unit>pixel</stDim:unit>
    </mwg-rs:AppliedToDimensions>
    <mwg-rs:RegionList>
     <rdf:Bag>
${list.map(item).join("")}     </rdf:Bag>
    </mwg-rs:RegionList>
   </mwg-rs:Regions>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;
}

function item({ name, x, y, width, height }: FaceRegion): string {
  return `      <rdf:li rdf:parseType="Resource">
       <mwg-rs:Area rdf:parseType="Resource">
        <stArea:x>${x.toFixed(DIGITS)}</stArea:x>
        <stArea:y>${y.toFixed(DIGITS)}</stArea:y>
        <stArea:w>${width.toFixed(DIGITS)}</stArea:w>
        <stArea:h>${height.toFixed(DIGITS)}</stArea:h>
        <stArea:unit>normalized</stArea:unit>
       </mwg-rs:Area>
       <mwg-rs:Name>${escaped(name)}</mwg-rs:Name>
       <mwg-rs:Type>Face</mwg-rs:Type>
      </rdf:li>
`;
}

const markOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, MARK_DIGITS);

const numberIn = (text: string, element: string) =>
  Number(new RegExp(`<${element}>([^<]*)</${element}>`).exec(text)?.[1]);

/** Characters that no XML 1.0 document may hold, not even as a number (section 2.2); half of a surrogate pair is one. */
// deno-lint-ignore no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
/** Beside the markup, white space that a reader would make into blanks. */
const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

const escaped = (text: string) =>
  text.toWellFormed().replace(FORBIDDEN, "\ufffd").replace(
    /[&<>"'\t\n\r]/g,
    (character) => ESCAPES[character],
  );

const UNESCAPES = Object.fromEntries(
  Object.entries(ESCAPES).map(([character, escape]) => [escape, character]),
);

const unescaped = (text: string) => text.replace(/&[#a-z0-9]+;/g, (escape) => UNESCAPES[escape] ?? escape);
