/* A program for tests: tries every way to a network that Deno has, with a listener on PORT, and prints as JSON how each was refused. */
const port = Number(Deno.env.get("PORT"));
const TRIES: Record<string, () => unknown> = {
  "fetch": () => fetch(`http://127.0.0.1:${port}/`),
  "fetch of a name": () => fetch("https://example.com/"),
  "connect": () => Deno.connect({ hostname: "127.0.0.1", port }),
  "connect to a name": () => Deno.connect({ hostname: "example.com", port: 443 }),
  "connect by TLS": () => Deno.connectTls({ hostname: "example.com", port: 443 }),
  "listen": () => Deno.listen({ port: 0 }),
  "DNS": () => Deno.resolveDns("example.com", "A"),
  "WebSocket": () => new WebSocket(`ws://127.0.0.1:${port}/`),
  "node:net": async () => {
    const { connect } = await import("node:net");
    await new Promise((resolve, reject) =>
      connect(port, "127.0.0.1").on("connect", resolve).on("error", reject)
    );
  },
  "a module": () => import(`http://127.0.0.1:${port}/module.js`),
  "node:dns": async () => await (await import("node:dns/promises")).lookup("example.com"),
};

const refusals: Record<string, string> = {};
for (const [name, work] of Object.entries(TRIES)) {
  try {
    await work();
    refusals[name] = "it was allowed";
  } catch (error) {
    const { name: kind, code } = error as { name: string; code?: string };
    refusals[name] = code ?? kind;
  }
}
console.log(JSON.stringify(refusals));
Deno.exit(0);
