/** The texts of the project: every link in them leads somewhere, and the README stays short. */
import { deepStrictEqual, ok } from "node:assert";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { readMarkdown } from "../end_to_end/readme/markdown.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
/** What is made, or comes from others. */
const NOT_OURS = new Set(["node_modules", "dist", ".build", ".git", "facefinder-data"]);

/** Paths of all texts in Markdown below a folder. */
function textsIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return NOT_OURS.has(name) ? [] : textsIn(join(folder, name));
    return name.endsWith(".md") ? [join(folder, name)] : [];
  });
}

const texts = textsIn(project), readme = Deno.readTextFileSync(join(project, "README.md"));
const read = (path: string) => readMarkdown(Deno.readTextFileSync(path));

/** What is wrong with a link in the text at `path`; null where it leads to a file or a heading. */
function faultOf(link: string, path: string): string | null {
  const [file, anchor] = decodeURI(link).split("#"), target = file === "" ? path : join(dirname(path), file);
  try {
    Deno.statSync(target);
  } catch {
    return `there is no ${relative(project, target)}`;
  }
  if (anchor === undefined) return null;
  return target.endsWith(".md") && read(target).anchors.has(anchor) ? null : `there is no heading #${anchor}`;
}

Deno.test("every link of every text leads to a file or a heading", () => {
  ok(texts.length > 10);
  const links = texts.flatMap((path) => read(path).links.map((link) => ({ path, link })))
    .filter(({ link }) => !/^https?:/.test(link));
  ok(links.length > 40);
  deepStrictEqual(
    links.flatMap(({ path, link }) => {
      const fault = faultOf(link, path);
      return fault === null ? [] : [`${relative(project, path)}: ${link}: ${fault}`];
    }),
    [],
  );
});

Deno.test("a link to what isn't there is noticed", () => {
  const path = join(project, "README.md");
  deepStrictEqual(
    ["nothing.md", "#nothing", "models/README.md#nothing", "LICENSE#nothing", "LICENSE", "#limits"].map((
      link,
    ) => faultOf(link, path)),
    [
      "there is no nothing.md",
      "there is no heading #nothing",
      "there is no heading #nothing",
      "there is no heading #nothing",
      null,
      null,
    ],
  );
});

Deno.test("every text is found from the README, by links", () => {
  const found = new Set<string>(), left = [join(project, "README.md")];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    for (const link of read(path).links) {
      const [file] = link.split("#");
      if (/^https?:/.test(file) || file === "") continue;
      const target = join(dirname(path), decodeURI(file));
      if (target.endsWith(".md")) left.push(target);
    }
  }
  deepStrictEqual(
    texts.filter((path) => !found.has(path)).map((path) => relative(project, path)),
    [],
  );
});

Deno.test("the README has at most 300 lines", () => {
  const lines = readme.trimEnd().split("\n").length;
  ok(lines <= 300, `it has ${lines}`);
});

Deno.test("every source file that the README names is there", () => {
  const named = read(join(project, "README.md")).spans.filter((span) => /^[\w/]+\/\w+\.(ts|py)$/.test(span));
  ok(named.length > 8);
  const isThere = (path: string) => {
    try {
      return Deno.statSync(join(project, path)).isFile;
    } catch {
      return false;
    }
  };
  deepStrictEqual(named.filter((path) => !isThere(path) && !isThere(join("src", path))), []);
});

Deno.test("the README has a row for every package that is used", () => {
  const rows = readme.split("\n").filter((line) => line.startsWith("|"));
  const packages = Object.keys(JSON.parse(Deno.readTextFileSync(join(project, "deno.json"))).imports);
  ok(packages.length > 8);
  const named = new Set(rows.flatMap((row) => row.split("|")[1].trim().split(/[,;]? /)));
  deepStrictEqual(packages.filter((name) => !named.has(name)), []);
});
