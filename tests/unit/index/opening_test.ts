import { deepStrictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../output/temporary_folder.ts";

/** Programs that open new indexes in the same moments, how many, and after how many milliseconds each. */
const PROGRAMS = 2, COUNT = 80, PAUSE = 30;
/** Milliseconds in which a program is started. */
const STARTING = 1500;

Deno.test("programs that start at the same time make one index, and all use it", async () => {
  const program = fileURLToPath(new URL("open_index.ts", import.meta.url));
  await using folder = await makeFolder();
  const env = {
    FOLDER: folder.path,
    START: `${Date.now() + STARTING}`,
    PAUSE: `${PAUSE}`,
    COUNT: `${COUNT}`,
  };
  const outputs = await Promise.all(
    Array.from(
      { length: PROGRAMS },
      () =>
        new Deno.Command(Deno.execPath(), {
          args: ["run", "-A", "--no-check", "--cached-only", program],
          env,
        })
          .output(),
    ),
  );
  const told = outputs.map(({ stdout, stderr }) =>
    new TextDecoder().decode(stdout) || new TextDecoder().decode(stderr)
  );
  deepStrictEqual(told, Array.from({ length: PROGRAMS }, () => "[]\n"));
});
