import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert";
import { join } from "node:path";
import { Command } from "commander";
import { addPassphraseOptions } from "../../../src/commands/examination_options.ts";
import { isEncrypted, readKey } from "../../../src/commands/passphrase.ts";
import { UsageError } from "../../../src/failure.ts";
import { PassphraseKey } from "../../../src/index/key.ts";
import { makeFolder } from "../output/temporary_folder.ts";

/** Somebody at a terminal who gives these answers; `asked` are the questions. */
function answering(...answers: string[]) {
  const asked: string[] = [];
  return { asked, ask: (question: string) => Promise.resolve((asked.push(question), answers.shift()!)) };
}

Deno.test("without an option there is no key, and nobody is asked", async () => {
  const { ask, asked } = answering();
  strictEqual(isEncrypted({}), false);
  strictEqual(await readKey({}, true, { ask }), null);
  deepStrictEqual(asked, []);
});

Deno.test("a new passphrase is asked for twice, a known one once", async () => {
  const fresh = answering("a", "a"), known = answering("a");
  ok(await readKey({ passphrase: true }, true, fresh) instanceof PassphraseKey);
  ok(await readKey({ passphrase: true }, false, known) instanceof PassphraseKey);
  deepStrictEqual([fresh.asked, known.asked], [["new passphrase: ", "once more: "], ["passphrase: "]]);
});

Deno.test("an empty passphrase, two that differ, and no terminal are told of", async () => {
  await rejects(readKey({ passphrase: true }, true, answering("")), UsageError);
  await rejects(
    readKey({ passphrase: true }, true, answering("a", "b")),
    /the two differ, and nothing was changed\. Start again/,
  );
  await rejects(readKey({ passphrase: true }, true, { ask: null }), /--passphrase-fd or --passphrase-file/);
});

Deno.test("a file's first line is the passphrase, and its limits are told of", async () => {
  await using folder = await makeFolder();
  const file = join(folder.path, "secret"),
    read = () => readKey({ passphraseFile: file }, true, { ask: null });
  for (const text of ["words", "words\n", "words\r\nmore\n", "é".repeat(2000) + "\n"]) {
    await Deno.writeTextFile(file, text);
    ok(await read() instanceof PassphraseKey);
  }
  for (
    const [bytes, expected] of [["", /is empty\. Expected at least one character in the first line\./], [
      "\nwords",
      /is empty/,
    ], [
      "a".repeat(4097),
      /4096 bytes: is that the right file\?/,
    ]] as const
  ) {
    await Deno.writeTextFile(file, bytes);
    await rejects(read(), expected);
  }
  await Deno.writeFile(file, Uint8Array.of(0xff, 0xff));
  await rejects(read(), /it is not text in UTF-8: save it as that\./);
  await Deno.remove(file);
  await rejects(read(), /--passphrase-file .*secret: there is no such file or folder\.$/);
});

Deno.test("a passphrase file that can't be read is told of before anything else is looked at", async () => {
  await using folder = await makeFolder();
  const parse = (file: string) =>
    addPassphraseOptions(new Command()).parse(["--passphrase-file", file], { from: "user" }).opts();
  const missing = join(folder.path, "nofile"), file = join(folder.path, "secret");
  const told = (path: string, reason: string) => ({
    name: "UsageError",
    message: `--passphrase-file ${path}: ${reason}. Expected a file with the passphrase in its first line.`,
  });
  throws(() => parse(missing), told(missing, "there is no such file or folder"));
  throws(() => parse(folder.path), told(folder.path, "it is a folder"));
  await Deno.writeTextFile(file, "words");
  deepStrictEqual(parse(file), { passphraseFile: file });
});
