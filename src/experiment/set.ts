import type { Inserted, Problem } from "./diagnostics.ts";

/** A text with settings in it. */
export interface Edited {
  readonly text: string;
  readonly inserted: readonly Inserted[];
  readonly problems: readonly Problem[];
}

export function applySettings(text: string, _settings: readonly string[]): Edited {
  return { text, inserted: [], problems: [] };
}
