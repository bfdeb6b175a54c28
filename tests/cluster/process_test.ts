/** What runs the executable for an engine, without an engine. */
import { deepStrictEqual, match, ok } from "node:assert";
import { fileURLToPath } from "node:url";
import { run } from "../accuracy/python.ts";
import { makeStick } from "../end_to_end/program.ts";
import { layPhotos } from "./photo_set.ts";
import { has } from "./spark_home.ts";

Deno.test({
  name: "a part tells each of its photos, fails where the executable does, and leaves nothing behind",
  ignore: Deno.build.os !== "linux" || !has("python3"),
  async fn() {
    await using stick = await makeStick();
    const { known, photos } = await layPhotos(stick.folder, 9, null);
    const script = fileURLToPath(new URL("process_check.py", import.meta.url));
    const said = JSON.parse(await run("python3", [script, stick.program[0], known, stick.folder, ...photos]));
    deepStrictEqual(new Set(said.told), new Set(photos));
    ok(photos.includes(said.first));
    deepStrictEqual([said.left, said.nothing, said["left at the end"]], [[], [], []]);
    match(said.deadline, /ScanFailed: .*exit 4, ended by deadline/s);
    match(said.usage, /ScanFailed: .*exit 2, no end event: .*from -1 to 1/s);
    match(said.relative, /ValueError: a\.jpg: expected an absolute path/);
    match(said.cut, /^OSError: the storage went away/);
    match(said.killed, /ScanFailed: .*exit -9, no end event/s);
  },
});
