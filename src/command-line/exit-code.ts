/** What the process returns to the shell. Documented in the help and in the README. */
export const exitCode = {
  /** Everything that was asked for is there. A run that diverged is a result, not a failure. */
  ok: 0,
  /** A run failed, or a file could not be written. */
  failed: 1,
  /** An experiment, an argument or an option is wrong. Nothing was run and nothing was written. */
  badInput: 2,
  /** Stopped by Ctrl-C or a termination signal. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Shown at the end of every help text. */
export const EXIT_CODES_HELP = `
Exit codes:
  0    success; a run that diverged counts as a result
  1    a run failed, or a file could not be written
  2    an experiment, an argument or an option is wrong; nothing was run
  130  interrupted`;
