import type { Pixels } from "./raster.ts";

/** What libjpeg/decoder.c exports. Addresses and sizes are in bytes. */
interface LibjpegTurbo {
  memory: WebAssembly.Memory;
  _initialize(): void;
  /** Room for the file: its address. */
  encoded(bytes: number): number;
  /** Decodes the file there; the address of the pixels. Traps where libjpeg-turbo can't go on. */
  decode(bytes: number): number;
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
 * else about a JPEG (CMYK, 12 bit, damaged data) makes it throw, and is left to {@link MagickDecoder}.
 */
export class TurboJpegDecoder {
  readonly #module: WebAssembly.Module;
  #library: LibjpegTurbo | null = null;

  /** `wasm`: the bytes of libjpeg/libjpeg.wasm. */
  constructor(wasm: Uint8Array<ArrayBuffer>) {
    this.#module = new WebAssembly.Module(wasm);
  }

  /**
   * Full-size RGB pixels. The data is a view of the decoder's memory, valid until the next call.
   * Throws a {@link JpegRefused} when libjpeg-turbo has as much as a warning about the file.
   */
  decode(bytes: Uint8Array): Pixels {
    const library = this.#open();
    let at: number;
    try {
      const room = library.encoded(bytes.length);
      new Uint8Array(library.memory.buffer).set(bytes, room);
      at = library.decode(bytes.length);
    } catch (error) {
      // A trap leaves the library's memory as it was in the middle of its work.
      this.#library = null;
      throw new JpegRefused("libjpeg-turbo stopped", { cause: error });
    }
    if (library.warnings() > 0) throw new JpegRefused("libjpeg-turbo warned");
    const width = library.decoded_width(), height = library.decoded_height();
    return { data: new Uint8Array(library.memory.buffer, at, 3 * width * height), width, height };
  }

  #open(): LibjpegTurbo {
    if (this.#library && this.#library.memory.buffer.byteLength > HEAP_LIMIT) this.#library = null;
    return this.#library ??= instantiate(this.#module);
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
