import { printable } from "../issues/printable.ts";

/** Columns of the terminal. Where output goes to a file or a pipe, those that COLUMNS asks for, or else `otherwise`. */
export function terminalWidth(otherwise = Number.POSITIVE_INFINITY): number {
  const asked = process.env.COLUMNS ?? "";
  return process.stdout.columns || (/^[1-9]\d*$/.test(asked) ? Number(asked) : otherwise);
}

/** https://no-color.org */
export const hasColour = () => process.stdout.isTTY === true && !process.env.NO_COLOR;

/** Colours alone, which the charts are drawn with. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const COLOUR = /(\x1b\[[\d;]*m)/;

/**
 * From now on, what is printed cannot steer the terminal, wherever it came from: names in files, answers of workers, the
 * system's messages.
 */
export function guardConsole(): void {
  const shown = (text: unknown) => {
    if (typeof text !== "string") return text;
    if (!hasColour()) return printable(text);
    return text
      .split(COLOUR)
      .map((part, i) => (i % 2 === 1 ? part : printable(part)))
      .join("");
  };
  for (const kind of ["log", "error"] as const) {
    const write = console[kind].bind(console);
    console[kind] = (...texts: readonly unknown[]) => write(...texts.map(shown));
  }
}
