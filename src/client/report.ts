/** Something that went wrong and that the service went on after. */
export interface Problem {
  /** What happened, and where. */
  message: string;
  /** What a subscriber threw, or what a server answered. */
  cause?: unknown;
}

/** What some hosts have besides: browsers the first, Node the second. */
const { reportError, process } = globalThis as {
  reportError?: (error: unknown) => void;
  process?: { emitWarning?: (warning: Error) => void };
};

/** Tells the host's own error handling, which shows it and goes on. */
export function reportToHost({ message, cause }: Problem): void {
  const error = cause instanceof Error ? cause : new Error(message, { cause });
  if (reportError) reportError(error);
  else process?.emitWarning?.(error);
}
