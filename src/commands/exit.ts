/** What the process answers with; in the README, too. */
export const exit = {
  /** All that was asked for is there. A run that diverged is an outcome, not a failure. */
  ok: 0,
  /** Some run failed, or results could not be written. */
  failed: 1,
  /** An experiment or an option is wrong. Nothing was run, nothing written. */
  badInput: 2,
  /** Stopped by Ctrl-C or a termination signal. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exit)[keyof typeof exit];

/** The input is wrong; the message says how. */
export class BadInput extends Error {}
