import type { Pixels } from "./pixels.ts";
import type { PixelRect, Region } from "./pixels.ts";

/** What libjpeg/decoder.c exports. Addresses and sizes are in bytes. */
interface LibjpegTurbo {
  memory: WebAssembly.Memory;
  _initialize(): void;
  /** Room for the file: its address. */
  encoded(bytes: number): number;
  /** Decodes the file there, its sides divided; the address of the pixels. Traps where libjpeg-turbo can't go on. */
  decode(bytes: number, denominator: number): number;
  /** Decodes a part at full size; its left edge and width may grow. */
  decode_part(bytes: number, left: number, top: number, width: number, height: number): number;
  decoded_left(): number;
  decoded_width(): number;
  decoded_height(): number;
  warnings(): number;
}

/** The file is not one that libjpeg-turbo decodes without a complaint. */
export class JpegRefused extends Error {
  override readonly name = "JpegRefused";
}

/** WebAssembly memory only grows: past this many bytes the next photo gets a fresh instance. */
const HEAP_LIMIT = 256 * 2 ** 20;

/**
 * libjpeg-turbo as single-threaded WebAssembly with SIMD: the fast way for grayscale and three-channel JPEGs. Everything
 * else about a JPEG (CMYK, 12 bit, damaged data) makes it throw, and is left to `MagickDecoder`.
 */
export class TurboJpegDecoder {
  readonly #module: WebAssembly.Module;
  #library: LibjpegTurbo | null = null;

  /** `wasm`: the bytes of libjpeg/libjpeg.wasm. */
  constructor(wasm: Uint8Array<ArrayBuffer>) {
    this.#module = new WebAssembly.Module(wasm);
  }

  /**
   * RGB pixels, with the sides divided by `denominator` while decoding (rounded up). The data is a view of the
   * decoder's memory, valid until the next call. Throws a {@link JpegRefused} when libjpeg-turbo has as much as a
   * warning about the file.
   */
  decode(bytes: Uint8Array, denominator: 1 | 2 | 4 | 8 = 1): Pixels {
    // A fresh one here only: the parts of a photo that needs much memory would make one each.
    if (this.#library && this.#library.memory.buffer.byteLength > HEAP_LIMIT) this.#library = null;
    return this.#run(bytes, (library) => library.decode(bytes.length, denominator)).pixels;
  }

  /** A part of the photo at full size, at least as wide as asked for. Data and failures as of {@link decode}. */
  decodePart(bytes: Uint8Array, { left, top, right, bottom }: PixelRect): Region {
    const { pixels, left: from } = this.#run(
      bytes,
      (library) => library.decode_part(bytes.length, left, top, right - left, bottom - top),
    );
    return { ...pixels, left: from, top };
  }

  #run(bytes: Uint8Array, decode: (library: LibjpegTurbo) => number): { pixels: Pixels; left: number } {
    const library = this.#library ??= instantiate(this.#module);
    let at: number;
    try {
      const room = library.encoded(bytes.length);
      new Uint8Array(library.memory.buffer).set(bytes, room);
      at = decode(library);
    } catch (error) {
      // A trap leaves the library's memory as it was in the middle of its work.
      this.#library = null;
      throw new JpegRefused("libjpeg-turbo stopped", { cause: error });
    }
    if (library.warnings() > 0) throw new JpegRefused("libjpeg-turbo warned");
    const width = library.decoded_width(), height = library.decoded_height();
    const data = new Uint8Array(library.memory.buffer, at, 3 * width * height);
    return { pixels: { data, width, height }, left: library.decoded_left() };
  }
}

/** The library's C runtime could print and exit; it never does, and it gets no way to. */
function instantiate(module: WebAssembly.Module): LibjpegTurbo {
  const imports: Record<string, Record<string, () => never>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {
      throw new Error(`libjpeg-turbo asked for ${name}`);
    };
  }
  const library = new WebAssembly.Instance(module, imports).exports as unknown as LibjpegTurbo;
  library._initialize();
  return library;
}
