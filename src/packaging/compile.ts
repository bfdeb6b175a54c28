/** Makes the executable of this system, or of another: `deno run -A src/packaging/compile.ts [target]`. */
import { checkDeno } from "./check_deno.ts";
import { makeExecutable } from "./executable.ts";
import { hostTarget, TARGETS } from "./targets.ts";

checkDeno();
const [wanted] = Deno.args;
const target = wanted ? TARGETS.find(({ name }) => name === wanted) : hostTarget();
if (!target) {
  console.error(
    `no executable can be made for ${wanted ?? `${Deno.build.os} ${Deno.build.arch}`}; there are: ${
      TARGETS.map(({ name }) => name).join(", ")
    }`,
  );
  Deno.exit(2);
}
console.log(await makeExecutable(target));
