import { deepStrictEqual, strictEqual } from "node:assert";
import { join } from "node:path";
import { isHangupIgnored, readSystemFile } from "../../../src/system/linux.ts";
import { makeFolder } from "../output/temporary_folder.ts";

if (Deno.build.os === "linux") {
  Deno.test("readSystemFile reads what Deno reads too, and gives null for what isn't there", async () => {
    await using folder = await makeFolder();
    const file = join(folder.path, "ü");
    await Deno.writeTextFile(file, "Discharging\n");
    strictEqual(readSystemFile(file), "Discharging\n");
    strictEqual(readSystemFile(join(folder.path, "nothing")), null);
  });

  Deno.test("a process hears when its parent was gone before it could ask to end with it", async () => {
    const module = new URL("../../../src/system/linux.ts", import.meta.url).href;
    const hasParent = async (parent: number) => {
      const code = `import { dieWithParent } from ${JSON.stringify(module)};
        console.log(dieWithParent(${parent}));`;
      const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", "--no-check", code] })
        .output();
      return new TextDecoder().decode(stdout).trim();
    };
    deepStrictEqual([await hasParent(Deno.pid), await hasParent(1)], ["true", "false"]);
  });

  Deno.test("isHangupIgnored tells how the program was started", async () => {
    const module = new URL("../../../src/system/linux.ts", import.meta.url).href;
    const code = `import { isHangupIgnored } from ${JSON.stringify(module)}; console.log(isHangupIgnored());`;
    const say = async (before: string) => {
      const args = ["-c", `${before} exec "$@"`, "sh", Deno.execPath(), "eval", "--no-check", code];
      const { stdout } = await new Deno.Command("sh", { args }).output();
      return new TextDecoder().decode(stdout).trim();
    };
    strictEqual(await say("trap '' HUP;"), "true");
    strictEqual(await say("trap - HUP;"), "false");
    strictEqual(typeof isHangupIgnored(), "boolean");
  });
}
