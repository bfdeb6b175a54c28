import { strictEqual } from "node:assert";
import fc from "fast-check";
import { storedOrientation, yearTaken } from "../../../src/photos/exif.ts";
import { joined } from "../../joined.ts";
import { fixture } from "./decoders.ts";
import { rawFiles } from "./raw_files.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

/** EXIF data with an orientation and, in their own directory, dates: TIFF of either byte order. */
function exif(dates: Record<number, string>, { little = true, orientation = 1 } = {}): Uint8Array {
  const entries = Object.entries(dates), sub = 8 + 2 + 2 * 12 + 4, texts = sub + 2 + 12 * entries.length + 4;
  const bytes = new Uint8Array(texts + 20 * entries.length), view = new DataView(bytes.buffer);
  bytes.set(ascii(little ? "II*\0" : "MM\0*"));
  view.setUint32(4, 8, little);
  const field = (at: number, tag: number, type: number, count: number, value: number) => {
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, count, little);
    if (type === 3) view.setUint16(at + 8, value, little);
    else view.setUint32(at + 8, value, little);
  };
  view.setUint16(8, 2, little);
  field(10, 0x0112, 3, 1, orientation);
  field(22, 0x8769, 4, 1, sub);
  view.setUint16(sub, entries.length, little);
  entries.forEach(([tag, text], i) => {
    field(sub + 2 + 12 * i, Number(tag), 2, 20, texts + 20 * i);
    bytes.set(ascii(text), texts + 20 * i);
  });
  return bytes;
}

const TAKEN = 0x9003, DIGITISED = 0x9004, DATE = "2014:05:06 07:08:09";
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, 200), PNG = ascii("\x89PNG\r\n\x1a\n").subarray(1);

Deno.test("yearTaken finds the date of EXIF where each format keeps it", () => {
  for (const little of [true, false]) {
    const data = exif({ [TAKEN]: DATE }, { little });
    const files = {
      jpeg: joined(JPEG, ascii("Exif\0\0"), data),
      png: joined(Uint8Array.of(0x89), PNG, ascii("....IHDR........eXIf"), data),
      webp: joined(ascii("RIFF....WEBPVP8X........EXIF....Exif\0\0"), data),
      "webp without the mark": joined(ascii("RIFF....WEBPVP8X........EXIF...."), data),
      heic: joined(ascii("....ftypheic....Exif....mdat....\0\0\0\x06Exif\0\0"), data),
      "jpeg xl": joined(ascii("\0\0\0\x0cJXL \r\n....Exif\0\0\0\0"), data),
      tiff: data,
      raf: joined(ascii("FUJIFILMCCD-RAW 0201"), JPEG, ascii("Exif\0\0"), data),
      cr3: joined(ascii("....ftypcrx ....CMT1"), exif({}), ascii("....CMT2"), data),
    };
    for (const [name, file] of Object.entries(files)) strictEqual(yearTaken(file), 2014, name);
  }
});

Deno.test("yearTaken takes the date of digitising where there is no other, and no nonsense", () => {
  const year = (dates: Record<number, string>) => yearTaken(joined(JPEG, ascii("Exif\0\0"), exif(dates)));
  strictEqual(year({ [DIGITISED]: "2001:01:01 00:00:00" }), 2001);
  strictEqual(year({ [DIGITISED]: "2001:01:01 00:00:00", [TAKEN]: "1987:01:01 00:00:00" }), 1987);
  for (
    const date of ["0000:00:00 00:00:00", "    :  :     :  :  ", "9999:99:99", "", "2014", "../../etc/passwd"]
  ) {
    strictEqual(year({ [TAKEN]: date }), null, date);
  }
  strictEqual(year({}), null);
  strictEqual(yearTaken(fixture("baseline.jpg")), null);
});

Deno.test("yearTaken takes any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(90), (noise, cut) => {
    const year = yearTaken(joined(JPEG, ascii("Exif\0\0"), exif({ [TAKEN]: DATE }).subarray(0, cut), noise));
    return year === null || year >= 1826 && year <= 2100;
  }));
});

Deno.test("storedOrientation is what a file's EXIF says, where programs turn it by that", () => {
  for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
    strictEqual(storedOrientation(fixture(`orientation-${orientation}.jpg`)), orientation);
  }
  for (const end of ["png", "webp", "tif"]) {
    strictEqual(storedOrientation(fixture(`orientation-6.${end}`)), 6, end);
  }
  // Turned by their containers, which every reader does.
  for (const name of ["orientation-6.avif", "orientation-6.jxl", "irot-90.heic", "exif-and-irot.heic"]) {
    strictEqual(storedOrientation(fixture(name)), 1, name);
  }
  for (const name of ["baseline.jpg", "still.gif", "colour.bmp"]) {
    strictEqual(storedOrientation(fixture(name)), 1);
  }
  const none = new Uint8Array();
  const raws = rawFiles({ thumbnail: none, preview: none, sensor: none, orientation: 8 });
  strictEqual(storedOrientation(raws["nikon.nef"]), 8);
});
