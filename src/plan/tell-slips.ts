import { type Issue, issue, movePlaces, type Span, type Suggestion } from "../issues/issue.ts";
import { difference, lineAt, type Mend, startsOf } from "../source/lines.ts";

/** Slips as issues, one a line: what is wrong, and what the line should be. */
export function slipIssues(
  mends: readonly Mend[],
  mended: readonly string[],
  written: readonly string[],
): readonly Issue<Span>[] {
  const [first, ...others] = mends;
  const alike = others.filter(
    ({ message, advice, lines }) => advice !== undefined && message === first?.message && lines.length === 1,
  );
  if (first !== undefined && others.length > 0 && alike.length === others.length)
    return [sameSlip(mends, mended, written)];
  const starts = startsOf(written);
  const told = new Set<number>();
  return mends.flatMap(({ from, lines, message, advice, column }) => {
    const end = from + lines.length;
    const first = lines.findIndex((_, i) => written[from + i] !== mended[from + i] && !told.has(from + i));
    if (first === -1) return [];
    for (let i = from; i < end; i++) told.add(i);
    const [old, now] = [written.slice(from, end).join("\n"), mended.slice(from, end).join("\n")];
    const [start, same] = difference(old, now);
    const offset = starts[from] ?? 0;
    const edit = {
      place: { offset: offset + start, length: old.length - same - start },
      text: now.slice(start, now.length - same),
    };
    const place = column === undefined ? edit.place : { offset: offset + column, length: 1 };
    return [issue("syntax", place, message, { ...wayTo(mended[from] ?? "", start, advice), edit })];
  });
}

/** One slip on several lines, told once. */
function sameSlip(mends: readonly Mend[], mended: readonly string[], written: readonly string[]): Issue<Span> {
  const rows = mends.map(({ from }) => from);
  const [from, to] = [Math.min(...rows), Math.max(...rows) + 1];
  const { message, advice = "" } = mends.find((one) => one.from === from) as Mend;
  const offset = startsOf(written)[from] ?? 0;
  const edit = {
    place: { offset, length: written.slice(from, to).join("\n").length },
    text: mended.slice(from, to).join("\n"),
  };
  const place = { offset, length: (written[from] ?? "").length };
  const text = `${advice}, here and on ${mends.length - 1} further ${mends.length === 2 ? "line" : "lines"}`;
  return issue("syntax", place, message, { kind: "advice", text, edit });
}

/** The longest line that is shown whole. */
const MOST_SHOWN = 100;

function wayTo(line: string, changed: number, advice: string | undefined): Suggestion<Span> {
  if (advice !== undefined) return { kind: "advice", text: advice };
  const text = line.trim();
  if (text === "") return { kind: "advice", text: "remove this line" };
  return { kind: "write", text: text.length <= MOST_SHOWN ? text : piece(line, changed) };
}

/** What stands between the commas and brackets around a place. */
function piece(line: string, at: number): string {
  const before = /[^,[{]*$/.exec(line.slice(0, at))?.[0] ?? "";
  const after = /^.{0,60}?(?=[,\]}]|$)/.exec(line.slice(at))?.[0] ?? "";
  return `${before}${after}`.trim();
}

/** An issue of the mended text, at its place in the text as it was written. Where that was mended, it has no edit. */
export function asWritten(found: Issue<Span>, mended: readonly string[], written: readonly string[]): Issue<Span> {
  const [now, then] = [startsOf(mended), startsOf(written)];
  const moved = (offset: number) => {
    const line = lineAt(now, offset);
    return (then[line] ?? 0) + columnBefore(written[line] ?? "", mended[line] ?? "", offset - (now[line] ?? 0));
  };
  const place = ({ offset, length }: Span): Span => {
    const from = moved(offset);
    return { offset: from, length: Math.max(moved(offset + length) - from, 0) };
  };
  const [newText, oldText] = [mended.join("\n"), written.join("\n")];
  const textAt = (text: string, { offset, length }: Span) => text.slice(offset, offset + length);
  return movePlaces(found, place, (span) =>
    textAt(newText, span) === textAt(oldText, place(span)) ? place(span) : undefined,
  );
}

/** How far the two sides of a change may be apart, and how much they must share to be its end. */
const MOST_APART = 10;
const SHARED = 3;

/** The column that a column of a mended line had. */
function columnBefore(old: string, now: string, column: number): number {
  let [i, j] = [0, 0];
  while (j < column) {
    if (old[i] !== now[j]) {
      const steps = Array.from({ length: MOST_APART }, (_, d) => d + 1);
      const added = steps.find((d) => now.startsWith(old.slice(i, i + SHARED), j + d));
      const removed = steps.find((d) => old.startsWith(now.slice(j, j + SHARED), i + d));
      if (added !== undefined && added <= (removed ?? MOST_APART)) {
        j += added;
        continue;
      }
      i += removed ?? 0;
    }
    [i, j] = [i + 1, j + 1];
  }
  return Math.min(i, old.length);
}
