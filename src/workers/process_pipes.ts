/** What a process of the program's own has of its pipes to the program. */
export interface ProcessPipes {
  /** Blocks; null at the end. */
  readSync(into: Uint8Array): number | null;
  /** The same bytes as {@link readSync}, for whoever doesn't block: one of the two is used. */
  readable: ReadableStream<Uint8Array>;
  /** Writes all of it. */
  write(bytes: Uint8Array): void;
}
