import denoConfig from "../deno.json" with { type: "json" };

/** The program's version, kept in deno.json. */
export const VERSION: string = denoConfig.version;
