import denoConfig from "../deno.json" with { type: "json" };

/** The program's version, kept in deno.json. */
export const VERSION: string = denoConfig.version;

/** The Deno that the program is tested with, and made of. */
export const DENO_VERSION = "2.6.8";

/** The variable of the environment by which another Deno may be tried. */
const ANY_DENO = "FACEFINDER_ANY_DENO";

/** What is wrong with running the source by Deno `version`; null where nothing is, or where `env` allows it. */
export function wrongDeno(version: string, env: Readonly<Record<string, string>>): string | null {
  if (version === DENO_VERSION || env[ANY_DENO]) return null;
  return `this is Deno ${version}. Expected Deno ${DENO_VERSION}, as by "npx -y deno@${DENO_VERSION} task …"; ` +
    `${ANY_DENO}=1 tries it with another.`;
}
