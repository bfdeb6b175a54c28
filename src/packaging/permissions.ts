/**
 * All that the executable may do: no network, not even for modules, and nobody is asked for more. It starts itself, for
 * its worker processes.
 */
export const PERMISSIONS: readonly string[] = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-ffi",
  "--allow-sys",
  "--allow-run",
  "--deny-import",
  "--no-prompt",
];
