/** A folder that is removed with all that is in it. */
export interface TemporaryFolder {
  path: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a folder of its own for one test: `await using folder = await makeFolder()`. */
export async function makeFolder(): Promise<TemporaryFolder> {
  // Its real path: on some systems the folder for temporary files is behind a link.
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "facefinder-test-" }));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
