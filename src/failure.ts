/** Where in the way from path to event a failure arose; the `stage` of `error` events. */
export const STAGES = [
  "walk",
  "read",
  "decode",
  "detect",
  "embed",
  "copy",
  "sidecar",
  "index",
  "report",
] as const;
export type Stage = (typeof STAGES)[number];

/** What a {@link Failure} says, apart from being one. */
export interface FailureFields {
  stage: Stage;
  code: string;
  message: string;
  retryable: boolean;
}

/**
 * A failure with its stage and a stable code, made where it arises and carried unchanged to the `error` event.
 * `retryable` says whether the same photo may succeed later (a busy or vanished file may, a broken one won't).
 */
export class Failure extends Error {
  override readonly name = "Failure";
  constructor(
    readonly stage: Stage,
    readonly code: string,
    message: string,
    readonly retryable = false,
  ) {
    super(message);
  }

  /** From its fields, which have been stored or sent. */
  static of({ stage, code, message, retryable }: FailureFields): Failure {
    return new Failure(stage, code, message, retryable);
  }

  /** Its fields, to be stored or sent. */
  get fields(): FailureFields {
    const { stage, code, message, retryable } = this;
    return { stage, code, message, retryable };
  }
}

/** Wrong usage, or nothing that could be started with: printed as it is, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The failure that a file-system error means at `stage`. */
export function fileFailure(error: unknown, stage: Stage): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Deno.errors.NotFound) {
    return new Failure(stage, "not_found", "the file is no longer there", true);
  }
  // Deno names its own missing permission NotCapable, so this is the system's refusal.
  if (error instanceof Deno.errors.PermissionDenied) {
    const message = "you may not read it: change its permissions, or ask its owner";
    return new Failure(stage, "permission_denied", message);
  }
  if (error instanceof Deno.errors.FilesystemLoop) {
    return new Failure(stage, "symlink_loop", REASONS.ELOOP);
  }
  return new Failure(stage, "io_error", reasonOf(error), true);
}

/** What the system's codes (POSIX, errno.h; Deno translates those of Windows) mean to who gave a path. */
const REASONS = {
  ENOENT: "there is no such file or folder",
  EACCES: "you have no permission for that",
  EPERM: "you have no permission for that",
  EEXIST: "something else has that name",
  EISDIR: "it is a folder",
  ENOTDIR: "it is a file, or leads through one as if that were a folder",
  ELOOP: "symbolic links that lead to each other",
  ENOSPC: "no room is left there",
  EDQUOT: "no room is left there for you",
  EROFS: "it lies on a medium that can only be read",
  EFBIG: "the file system takes no file of that size",
  ENAMETOOLONG: "the name is too long there",
  EBUSY: "another program is using it",
  EIO: "the medium failed: it may be damaged, or loose",
};

/** Whether there is no room left, or none for this user. */
export function isFull(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes(codeOf(error));
}

/** Why the system refused a file, in words for who gave its path; of any other error what it says. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Deno's own refusal, of a device, speaks of permissions that nobody who runs the program can give.
  if (error instanceof Deno.errors.NotCapable) return "it is a device, and no file";
  const reasons: Readonly<Record<string, string>> = REASONS;
  // What is left names a number, the call and the path, which whoever says why names as it was given.
  return reasons[codeOf(error)] ?? error.message.replace(/( \(os error \d+\))?(: [a-z]+ '.*')?$/s, "");
}

/** What an error says, or whatever else was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's code of an error, such as ENOENT; "" of one that has none. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
