/* A program for tests: holds a temporary folder in PARENT, prints where it is, and waits to be killed. */
import { makeTemporaryFolder } from "../../../src/system/temporary_folder.ts";

const { path } = makeTemporaryFolder(Deno.env.get("PARENT")!);
Deno.writeTextFileSync(`${path}/a file`, "text");
console.log(path);
await new Promise((resolve) => setTimeout(resolve, 60_000));
