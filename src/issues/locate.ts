import { itemAt } from "../numbers/item-at.ts";
import { type Issue, type Location, movePlaces, type Origin, type Span } from "./issue.ts";

/** Text that an option put in after the user wrote the file. */
export interface Inserted {
  /** Characters from the start of the text. */
  readonly from: number;
  readonly to: number;
  /** Characters of the file that it replaces. */
  readonly replaced: number;
  /** Lines that it adds to the file; negative where it took some away. */
  readonly lines: number;
  /** The option that asked for it. */
  readonly option: string;
}

/**
 * Puts issues into a file. Lines and columns count as the user's editor does; offsets are those of the file, without what
 * options put in.
 */
export function locate(
  issues: readonly Issue<Span>[],
  file: string,
  text: string,
  inserted: readonly Inserted[] = [],
): readonly Issue[] {
  const starts = [0];
  for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  const bom = text.startsWith("\uFEFF") ? 1 : 0;
  const locationOf = ({ offset, length }: Span, isShown: boolean): Location => {
    const index = lineOf(starts, offset);
    const start = itemAt(starts, index) + (index === 0 ? bom : 0);
    const before = inserted.filter(({ to }) => to <= offset);
    const sum = (of: (one: Inserted) => number) => before.reduce((total, one) => total + of(one), 0);
    return {
      file,
      offset: offset - sum(({ from, to, replaced }) => to - from - replaced),
      length,
      line: index + 1 - sum(({ lines }) => lines),
      column: Math.max(offset - start, 0) + 1,
      text: isShown ? text.slice(start, starts[index + 1] ?? text.length).trimEnd() : "",
    };
  };
  return issues.map((issue) => {
    // An option is shown in the message itself.
    const isShown = issue.code !== "set";
    const option = optionAt(issue.place, inserted);
    const origins: readonly Origin[] = option === undefined ? [] : [{ kind: "option", option }];
    const moved = movePlaces(
      issue,
      (place) => locationOf(place, isShown),
      (place) => (optionAt(place, inserted) === undefined ? locationOf(place, isShown) : undefined),
    );
    return { ...moved, origins: [...issue.origins, ...origins] };
  });
}

function optionAt({ offset }: Span, inserted: readonly Inserted[]): string | undefined {
  return inserted.find(({ from, to }) => from <= offset && offset < to)?.option;
}

function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (itemAt(starts, middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
