import { rejects } from "node:assert";
import { runMerge } from "../../../src/commands/merge.ts";
import { makeContext } from "./test_context.ts";

Deno.test("a merge to standard output overwrites nothing, and says that it can't", async () => {
  await rejects(
    runMerge(["a.ndjson"], { overwrite: true, quiet: false, debug: false }, makeContext()),
    { name: "UsageError", message: "--overwrite is about the file of --output: give that too." },
  );
});
