import { deepStrictEqual, strictEqual } from "node:assert";
import { join } from "node:path";
import { openerOf, openWithSystem } from "../../../src/dialogue/open_with_system.ts";
import { makeFolder } from "../output/temporary_folder.ts";

Deno.test("each system's own opener gets the path as one argument, and no shell sees it", () => {
  const path = "/stick/a & b;$(x) 'c'.html";
  deepStrictEqual(openerOf(path, "linux", { DISPLAY: ":0" }), { program: "xdg-open", args: [path] });
  deepStrictEqual(openerOf(path, "linux", { WAYLAND_DISPLAY: "w" })?.args, [path]);
  deepStrictEqual(openerOf(path, "darwin", {}), { program: "/usr/bin/open", args: [path] });
  const windows = openerOf(path, "windows", { SystemRoot: "C:\\Windows" });
  strictEqual(windows?.program, "C:\\Windows\\System32\\rundll32.exe");
  deepStrictEqual(windows?.args, ["url.dll,FileProtocolHandler", "file:///stick/a%20&%20b;$(x)%20'c'.html"]);
});

Deno.test("where nothing can be shown nothing is started", () => {
  strictEqual(openerOf("/a.html", "linux", {}), null);
  strictEqual(openerOf("/a.html", "windows", {}), null);
});

Deno.test("only pages and folders are opened, by their whole paths", async () => {
  await using folder = await makeFolder();
  const program = join(folder.path, "run.sh"), link = join(folder.path, "link.html");
  await Deno.writeTextFile(program, "#!/bin/sh", { mode: 0o755 });
  await Deno.symlink(program, link);
  for (const path of [program, link, join(folder.path, "gone.html"), "page.html", ".", "--help", ""]) {
    strictEqual(openWithSystem(path), false, path);
  }
});
