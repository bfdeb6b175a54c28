import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PERMISSIONS } from "../../src/packaging/permissions.ts";
import { command, events, executable, fromSource, makeStick, ofType, SAMPLES } from "./program.ts";

const probe = fileURLToPath(new URL("network_probe.ts", import.meta.url));
const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");

/** Runs the probe beside a listener, and gives how each try was refused, and how many reached the listener. */
async function tryNetwork(program: string, args: readonly string[]) {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let reached = 0;
  const listening = (async () => {
    for await (const connection of listener) {
      reached++;
      connection.close();
    }
  })();
  const env = { PORT: `${(listener.addr as Deno.NetAddr).port}` };
  const { stdout, stderr } = await new Deno.Command(program, { args: [...args], env }).output();
  const output = new TextDecoder().decode(stdout);
  if (output === "") throw new Error(new TextDecoder().decode(stderr));
  const refusals: Record<string, string> = JSON.parse(output);
  listener.close();
  await listening;
  return { refusals, reached };
}

Deno.test("what the executable may do reaches no network, by whatever way, and none is asked for", async () => {
  const { refusals, reached } = await tryNetwork(Deno.execPath(), [
    "run",
    "--no-check",
    ...PERMISSIONS,
    probe,
  ]);
  strictEqual(reached, 0);
  ok(Object.keys(refusals).length > 9);
  for (const [way, refusal] of Object.entries(refusals)) {
    // Node's own interface says in its own words what Deno refuses.
    match(refusal, /^(NotCapable|EPERM|ECONNREFUSED|ERR_MODULE_NOT_FOUND|TypeError)$/, `${way}: ${refusal}`);
  }
});

Deno.test("the same tries reach a listener where the network is allowed", async () => {
  const allowed = ["--allow-net=127.0.0.1", "--allow-import", "--allow-env"];
  const { reached } = await tryNetwork(Deno.execPath(), [
    "run",
    "--no-check",
    "--no-prompt",
    ...allowed,
    probe,
  ]);
  ok(reached >= 4, `${reached} tries`);
});

if (!fromSource) {
  Deno.test("the executable says of itself that it has no permission for the network", async () => {
    const bytes = Buffer.from(await Deno.readFile(executable())), at = bytes.lastIndexOf('"permissions":{');
    const [, found] = /:(\{[^}]*\})/.exec(bytes.toString("latin1", at, at + 4096)) ?? [];
    const { allow_net, allow_import, deny_import, prompt } = JSON.parse(found!);
    deepStrictEqual([allow_net, deny_import, prompt], [null, [], false], `allow_import: ${allow_import}`);
  });
}

if (!fromSource && Deno.build.os === "linux") {
  Deno.test("it works where there is no network at all", async () => {
    await using stick = await makeStick();
    const alone = ["--user", "--map-root-user", "--net", ...stick.program];
    const there = { ...stick, program: ["unshare", ...alone] };
    const { code, stdout } = await command(there, ["scan", "--known", known, join(album, "obama2.jpg")])
      .output();
    strictEqual(code, 0);
    strictEqual(ofType(events(new TextDecoder().decode(stdout)), "match").length, 1);
  });
}
