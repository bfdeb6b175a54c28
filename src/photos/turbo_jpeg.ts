import loadLibjpegTurbo from "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs";
import type { Pixels } from "./raster.ts";

/** The parts of the library's Emscripten module that are used here; it ships no types. */
interface LibjpegTurbo {
  JPEGDecoder: new () => {
    getEncodedBuffer(length: number): Uint8Array;
    getDecodedBuffer(): Uint8ClampedArray;
    getFrameInfo(): { width: number; height: number; componentCount: number };
    decode(): void;
  };
  HEAPU8: Uint8Array;
}
type Loader = (
  options: { wasmBinary: Uint8Array; printErr: (line: string) => void },
) => Promise<LibjpegTurbo>;

/** The file is not one that libjpeg-turbo decodes without a complaint. */
export class JpegRefused extends Error {
  override readonly name = "JpegRefused";
}

/** WebAssembly memory only grows: past this many bytes the next photo gets a fresh instance. */
const HEAP_LIMIT = 256 * 2 ** 20;

/**
 * libjpeg-turbo as single-threaded WebAssembly: the fast way for grayscale and three-channel JPEGs. Everything else
 * about a JPEG (CMYK, 12 bit, damaged data) makes it throw, and is left to {@link MagickDecoder}.
 */
export class TurboJpegDecoder {
  #module: LibjpegTurbo | null = null;
  #decoder: InstanceType<LibjpegTurbo["JPEGDecoder"]> | null = null;

  /** `wasm`: the bytes of the library's decoder. */
  constructor(private readonly wasm: Uint8Array) {}

  /**
   * Full-size RGB pixels. The data may be a view of the decoder's memory, valid until the next call.
   * Throws a {@link JpegRefused} when libjpeg-turbo has as much as a warning about the file.
   */
  async decode(bytes: Uint8Array): Promise<Pixels> {
    const decoder = await this.#open();
    try {
      decoder.getEncodedBuffer(bytes.length).set(bytes);
      decoder.decode();
    } catch (error) {
      // It throws the bare address of a C++ exception, and what that leaves allocated goes with the instance.
      this.#close();
      throw new JpegRefused("libjpeg-turbo stopped", { cause: error });
    }
    const { width, height, componentCount } = decoder.getFrameInfo();
    const decoded = decoder.getDecodedBuffer();
    const data = new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength);
    return { data: componentCount === 1 ? grayToRgb(data) : data, width, height };
  }

  async #open() {
    if (this.#module && this.#module.HEAPU8.byteLength > HEAP_LIMIT) this.#close();
    this.#module ??= await load(this.wasm);
    return this.#decoder ??= new this.#module.JPEGDecoder();
  }

  #close() {
    this.#module = this.#decoder = null;
  }
}

function load(wasmBinary: Uint8Array): Promise<LibjpegTurbo> {
  // The library asks for its folder, which a CommonJS file has and the executable's bundle hasn't, and never uses it.
  Object.assign(globalThis, { __dirname: "" });
  return (loadLibjpegTurbo as Loader)({ wasmBinary, printErr: () => {} });
}

function grayToRgb(gray: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(3 * gray.length);
  for (let i = 0, o = 0; i < gray.length; i++) rgb[o++] = rgb[o++] = rgb[o++] = gray[i];
  return rgb;
}
