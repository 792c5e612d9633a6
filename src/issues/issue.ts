/** What can be wrong with an experiment. */
const CODES = [
  "file",
  "syntax",
  "number",
  "unknown-key",
  "unknown-part",
  "missing",
  "invalid",
  "misfit",
  "axis",
  "include",
  "exclude",
  "baseline",
  "search",
  "prune",
  "name",
  "set",
  "too-many-runs",
  "warning",
] as const;

export type Code = (typeof CODES)[number];

/** Something wrong, by its place in the text. */
export interface Problem {
  readonly code: Code;
  /** Characters from the start of the text. */
  readonly at: number;
  readonly message: string;
  /** What to write instead, or what the thing means. */
  readonly remedy?: string | undefined;
  /** For a value that the grid placed: where, and by what. */
  readonly placed?: string | undefined;
}

/** A problem as a user finds it. */
export interface Diagnostic {
  readonly code: Code;
  readonly file: string;
  /** Both from 1. A value out of the grid is found in the grid. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy?: string | undefined;
  readonly placed?: string | undefined;
  /** The line's text; "" when there is none to show, as for an empty file or an option. */
  readonly source: string;
}

/** Collects problems, each once, however many variants have it. */
export class Problems {
  readonly #byText = new Map<string, Problem>();

  add(problem: Problem): void {
    const key = `${problem.at} ${problem.message}`;
    if (!this.#byText.has(key)) this.#byText.set(key, problem);
  }

  addAll(problems: readonly Problem[]): void {
    for (const problem of problems) this.add(problem);
  }

  get count(): number {
    return this.#byText.size;
  }

  /** In the order of the text. */
  get all(): readonly Problem[] {
    return [...this.#byText.values()].sort((a, b) => a.at - b.at);
  }
}

/** Text in which lines were inserted after the user wrote it (see set.ts). */
export interface Inserted {
  /** Characters from the start of the text. */
  readonly from: number;
  readonly to: number;
  /** Lines in it that are not in the user's file; negative where it took some away. */
  readonly lines: number;
  /** The option that asked for it. */
  readonly option: string;
}

/** Finds lines and columns, counting as the user's editor does. */
export function locate(problems: readonly Problem[], file: string, text: string, inserted: readonly Inserted[] = []) {
  const starts = [0];
  for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  const bom = text.startsWith("\uFEFF") ? 1 : 0;
  return problems.map(({ at, placed, ...problem }): Diagnostic => {
    const line = lineOf(starts, at);
    const start = (starts[line] as number) + (line === 0 ? bom : 0);
    const end = starts[line + 1] ?? text.length;
    const moved = inserted.reduce((lines, { to, lines: more }) => (to <= at ? lines + more : lines), 0);
    const option = inserted.find(({ from, to }) => from <= at && at < to)?.option;
    return {
      ...problem,
      placed: [placed, option && `set by ${option}`].filter(Boolean).join(", ") || undefined,
      file,
      line: line + 1 - moved,
      column: Math.max(at - start, 0) + 1,
      source: problem.code === "set" ? "" : text.slice(start, end).trimEnd(),
    };
  });
}

function lineOf(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
