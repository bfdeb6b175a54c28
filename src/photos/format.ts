/** Photo formats, told by the first bytes of a file. `raw` is any camera raw that is told apart from TIFF there. */
export type PhotoFormat = "jpeg" | "png" | "webp" | "gif" | "tiff" | "avif" | "heic" | "bmp" | "jxl" | "raw";

/** What a file's first bytes can say it is. */
export type Content = PhotoFormat | "video";

/** How many bytes from the start {@link content} looks at. */
export const SIGNATURE_BYTES = 64;

const EXTENSIONS = new Set(
  ("jpg jpeg jpe jfif mpo png webp gif tif tiff avif heic heif hif bmp jxl " +
    // Camera raw, by maker: Adobe, Canon, Epson, Fujifilm, Hasselblad, Leica, Nikon, Olympus, Panasonic, Pentax, Phase
    // One, Samsung, Sony.
    "dng cr2 cr3 crw erf raf 3fr fff rwl nef nrw orf rw2 raw pef iiq srw arw sr2 srf").split(" "),
);

const VIDEO_EXTENSIONS = new Set(
  "mp4 mov m4v qt 3gp 3g2 avi mkv webm mts m2ts mpg mpeg wmv flv insv lrv".split(" "),
);

/** Brands of ISO base media files (ISO/IEC 14496-12) that hold still pictures, by what decodes them. */
const BRANDS: Record<string, PhotoFormat> = {
  avif: "avif",
  avis: "avif",
  heic: "heic",
  heix: "heic",
  heim: "heic",
  heis: "heic",
  hevc: "heic",
  hevx: "heic",
  "crx ": "raw",
};

/** Major brands of films: MPEG-4, QuickTime, mobile phones', Sony's. */
const VIDEO_BRANDS =
  /^(mp4[0-9v]|isom|iso[2-9a-c]|qt {2}|M4V.|M4VH|avc1|3g[a-z0-9]{2}|MSNV|dash|XAVC|mmp4|f4v )$/;

/** Signatures of raw files that aren't plain TIFF: Fujifilm, Olympus, Panasonic and Leica, Canon's CIFF. */
const RAW_SIGNATURES = ["FUJIFILMCCD-RAW ", "IIRO", "IIRS", "MMOR", "IIU\0", "II\x1a\0\0\0HEAPCCDR"];

/** Of films without a brand: old QuickTime's boxes; Matroska and WebM, MPEG program streams, Windows Media. */
const VIDEO_BOXES = ["moov", "mdat", "wide", "pnot"];
const VIDEO_SIGNATURES = ["\x1aE\xdf\xa3", "\0\0\x01\xba", "0&\xb2u"];

/** What the signature at the start of a file says, or null when it is none that can be a photo or a film. */
export function content(head: Uint8Array): Content | null {
  const ascii = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "jpeg";
  if (head[0] === 0x89 && ascii(1, 8) === "PNG\r\n\x1a\n") return "png";
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WEBP") return "webp";
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "AVI ") return "video";
  if (ascii(0, 6) === "GIF87a" || ascii(0, 6) === "GIF89a") return "gif";
  // JPEG XL, bare or in a box (ISO/IEC 18181-2).
  if (head[0] === 0xff && head[1] === 0x0a || ascii(0, 12) === "\0\0\0\x0cJXL \r\n\x87\n") return "jxl";
  if (RAW_SIGNATURES.some((signature) => ascii(0, 16).startsWith(signature))) return "raw";
  if (/^II\*\0/.test(ascii(0, 4)) && ascii(8, 10) === "CR") return "raw"; // Canon's CR2
  // 42 is TIFF, 43 BigTIFF, in either byte order.
  if (/^(II[*+]\0|MM\0[*+])$/.test(ascii(0, 4))) return "tiff";
  if (ascii(4, 8) === "ftyp") return brandContent(head, ascii);
  if (
    head[0] === 0 && VIDEO_BOXES.includes(ascii(4, 8)) ||
    VIDEO_SIGNATURES.some((s) => ascii(0, 4).startsWith(s))
  ) {
    return "video";
  }
  // A bitmap's second field is its size, its third is reserved and zero.
  if (ascii(0, 2) === "BM" && head.length >= 10 && ascii(6, 10) === "\0\0\0\0") return "bmp";
  return null;
}

/** The major brand may be a general one (`mif1`, `msf1`): then the first compatible brand that says more decides. */
function brandContent(head: Uint8Array, ascii: (from: number, to: number) => string): Content | null {
  const size = Math.min((head[0] << 24 | head[1] << 16 | head[2] << 8 | head[3]) >>> 0, head.length);
  const major = ascii(8, 12);
  if (BRANDS[major]) return BRANDS[major];
  if (VIDEO_BRANDS.test(major)) return "video";
  for (let at = 16; at + 4 <= size; at += 4) {
    const format = BRANDS[ascii(at, at + 4)];
    if (format) return format;
  }
  return major === "mif1" || major === "msf1" ? "heic" : null;
}

/** The extension of a path in lower case without its dot, or "" where the name has none. */
export function extension(path: string): string {
  // Not by a pattern, which would go through the whole path: a walk asks for every file.
  const dot = path.lastIndexOf("."), end = path.slice(dot + 1);
  if (dot < 1 || isSeparator(path[dot - 1]) || end.includes("/") || end.includes("\\")) return "";
  return end.toLowerCase();
}

const isSeparator = (character: string) => character === "/" || character === "\\";

/** True for names that promise a photo, in any letter case. */
export function hasPhotoExtension(path: string): boolean {
  return EXTENSIONS.has(extension(path));
}

/** True for names that promise a film, in any letter case. */
export function hasVideoExtension(path: string): boolean {
  return VIDEO_EXTENSIONS.has(extension(path));
}
