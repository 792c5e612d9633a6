/** Lines as they should be. As many as there were. */
export interface Mend {
  /** The first line that changes. */
  readonly from: number;
  readonly lines: readonly string[];
  readonly message: string;
  /** In place of the line as it should be. */
  readonly advice?: string;
  /** Whether it leaves lines out, of which nothing can be told. */
  readonly isShortened?: boolean;
  /** Of the cause, where that is not the first character that changes. */
  readonly column?: number;
}

/** The lines of a text, without what ends them. */
export function linesOf(text: string): readonly string[] {
  return text.split("\n");
}

/** Spaces and their like at the start of a line. */
export function indentOf(line: string): string {
  return /^[\s\u200b\ufeff]*/.exec(line)?.[0] ?? "";
}

export function isBlank(line: string | undefined): boolean {
  return line === undefined || /^\s*(#.*)?$/.test(line);
}

/** Stands for a character of a quoted text or a comment, where no slip is looked for. */
const HIDDEN = "\u0001";

/** A line with its quoted texts and its comment hidden, every other character in its place. */
export function bare(line: string): string {
  const hide = (text: string) => HIDDEN.repeat(text.length);
  return line.replace(/(?<=^|[\s[{,:(])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/g, hide).replace(/(?<=^|\s)#.*$/, hide);
}

/** Replaces matches of a pattern in a line, but not in its quoted texts and its comment. */
export function replaceBare(line: string, pattern: RegExp, replacement: (...groups: string[]) => string): string {
  const shown = bare(line);
  let from = 0;
  let replaced = "";
  for (const match of shown.matchAll(pattern)) {
    const { index } = match;
    // What was hidden within the match is put back: replacements keep the order of the groups.
    const groups = match.map((group = "") => group);
    if (match[0].includes(HIDDEN)) continue;
    replaced += line.slice(from, index) + replacement(...groups);
    from = index + match[0].length;
  }
  return replaced + line.slice(from);
}

/** How many characters two texts share at the start, and at the end. */
export function difference(a: string, b: string): readonly [number, number] {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return [start, end];
}

/** Where each line begins. */
export function startsOf(lines: readonly string[]): readonly number[] {
  let offset = 0;
  return lines.map((line) => {
    const start = offset;
    offset += line.length + 1;
    return start;
  });
}

/** The line in which an offset lies. */
export function lineAt(starts: readonly number[], offset: number): number {
  const next = starts.findIndex((start) => start > offset);
  return next === -1 ? starts.length - 1 : next - 1;
}
