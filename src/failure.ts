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
  const message = messageOf(error);
  if (error instanceof Deno.errors.NotFound) {
    return new Failure(stage, "not_found", "the file is no longer there", true);
  }
  // Deno names its own missing permission NotCapable, so this is the system's refusal.
  if (error instanceof Deno.errors.PermissionDenied) {
    return new Failure(stage, "permission_denied", "the system does not allow reading it");
  }
  if (error instanceof Deno.errors.FilesystemLoop) {
    return new Failure(stage, "symlink_loop", "symbolic links that lead to each other");
  }
  return new Failure(stage, "io_error", message, true);
}

/** What an error says, or whatever else was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
