/** Photo formats, told by the first bytes of a file. */
export type PhotoFormat = "jpeg" | "png" | "webp" | "gif" | "tiff" | "avif" | "heic" | "bmp";

/** How many bytes from the start {@link photoFormat} looks at. */
export const SIGNATURE_BYTES = 64;

const EXTENSIONS = new Set(
  ["jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "tif", "tiff", "avif", "heic", "heif", "hif", "bmp"],
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
};

/** The format that the signature at the start of a file says, or null when it is none that can be a photo. */
export function photoFormat(head: Uint8Array): PhotoFormat | null {
  const ascii = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "jpeg";
  if (head[0] === 0x89 && ascii(1, 8) === "PNG\r\n\x1a\n") return "png";
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WEBP") return "webp";
  if (ascii(0, 6) === "GIF87a" || ascii(0, 6) === "GIF89a") return "gif";
  // 42 is TIFF, 43 BigTIFF, in either byte order.
  if (/^(II[*+]\0|MM\0[*+])$/.test(ascii(0, 4))) return "tiff";
  if (ascii(4, 8) === "ftyp") return brandFormat(head, ascii);
  // A bitmap's second field is its size, its third is reserved and zero.
  if (ascii(0, 2) === "BM" && head.length >= 10 && ascii(6, 10) === "\0\0\0\0") return "bmp";
  return null;
}

/** The major brand may be a general one (`mif1`, `msf1`): then the first compatible brand that says more decides. */
function brandFormat(head: Uint8Array, ascii: (from: number, to: number) => string): PhotoFormat | null {
  const size = Math.min((head[0] << 24 | head[1] << 16 | head[2] << 8 | head[3]) >>> 0, head.length);
  const major = ascii(8, 12);
  if (BRANDS[major]) return BRANDS[major];
  for (let at = 16; at + 4 <= size; at += 4) {
    const format = BRANDS[ascii(at, at + 4)];
    if (format) return format;
  }
  return major === "mif1" || major === "msf1" ? "heic" : null;
}

/** The extension of a path in lower case without its dot, or "" where the name has none. */
export function extension(path: string): string {
  return /[^/\\]\.([^./\\]+)$/.exec(path)?.[1].toLowerCase() ?? "";
}

/** True for names that promise a photo, in any letter case. */
export function hasPhotoExtension(path: string): boolean {
  return EXTENSIONS.has(extension(path));
}
