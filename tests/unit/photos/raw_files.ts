import { joined } from "../../joined.ts";
/**
 * Camera raw files as makers lay them out, as far as a reader of previews sees them: a header, directories with the
 * orientation, a thumbnail, a large preview, and a sensor's data. Made here, because no package carries real ones that
 * may be passed on.
 */

/** A directory's field: tag, type (3: 16 bits, 4: 32 bits), value. */
type Field = readonly [tag: number, type: 3 | 4, value: number];

/** What goes into each of the files. */
export interface RawParts {
  thumbnail: Uint8Array;
  preview: Uint8Array;
  orientation: number;
  sensor: Uint8Array;
}

const ascii = (text: string) => new TextEncoder().encode(text);

/** A header of `before` and an offset, one directory, a sub-directory when there are fields for it, and `data`. */
function tiff(
  before: Uint8Array,
  fields: readonly Field[],
  sub: readonly Field[],
  data: readonly Uint8Array[],
) {
  const little = before[0] === 0x49, start = before.length + 4 + (before.length + 4 === 8 ? 8 : 0);
  const count = fields.length + (sub.length ? 1 : 0), after = start + 2 + 12 * count + 4;
  const bytes = new Uint8Array(after + (sub.length ? 2 + 12 * sub.length + 4 : 0));
  const view = new DataView(bytes.buffer);
  bytes.set(before);
  view.setUint32(before.length, start, little);
  const directory = (at: number, list: readonly Field[]) => {
    view.setUint16(at, list.length, little);
    list.forEach(([tag, type, value], i) => {
      const field = at + 2 + 12 * i;
      view.setUint16(field, tag, little);
      view.setUint16(field + 2, type, little);
      view.setUint32(field + 4, 1, little);
      if (type === 3) view.setUint16(field + 8, value, little);
      else view.setUint32(field + 8, value, little);
    });
  };
  directory(start, sub.length ? [...fields, [0x014a, 4, after]] : fields);
  if (sub.length) directory(after, sub);
  return joined(bytes, ...data);
}

function box(kind: string, ...parts: Uint8Array[]): Uint8Array {
  const body = joined(...parts), size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, body.length + 8);
  return joined(size, ascii(kind), body);
}

const little = Uint8Array.of(0x49, 0x49, 42, 0), big = Uint8Array.of(0x4d, 0x4d, 0, 42);

/** A file of each kind, by its usual extension. */
export function rawFiles(parts: RawParts): Record<string, Uint8Array> {
  const { thumbnail, preview, orientation, sensor } = parts;
  const data = [thumbnail, sensor, preview, sensor];
  const turned: Field = [0x0112, 3, orientation];
  const canon = tiff(little, [turned], [], data);
  canon.set(ascii("CR\x02\0"), 8);
  return {
    "canon.cr2": canon,
    "nikon.nef": tiff(big, [turned], [[0x0103, 3, 34713], [0x0106, 3, 32803]], data),
    "sony.arw": tiff(little, [turned], [[0x0103, 3, 32767]], data),
    "adobe.dng": tiff(little, [turned, [0xc612, 4, 0x401]], [], data),
    "olympus.orf": tiff(ascii("IIRO"), [turned], [], data),
    "panasonic.rw2": tiff(Uint8Array.of(0x49, 0x49, 0x55, 0), [turned], [], data),
    "canon.cr3": joined(
      box("ftyp", ascii("crx \0\0\0\x01crx isom")),
      box("moov", box("uuid", new Uint8Array(16), box("CMT1", tiff(little, [turned], [], [])), thumbnail)),
      box("mdat", ...data),
    ),
  };
}

/** Fujifilm's, whose preview says itself how it lies. */
export function fujifilm(preview: Uint8Array, sensor: Uint8Array): Uint8Array {
  return joined(ascii("FUJIFILMCCD-RAW 0201FF389501X-T1"), new Uint8Array(116), preview, sensor);
}
