import { editOf } from "../issues/edits.ts";
import type { Issue, Span } from "../issues/issue.ts";
import { SAME_KEY } from "../source/explain-yaml.ts";
import { indentOf, isBlank, lineAt, linesOf, type Mend, startsOf } from "../source/lines.ts";
import { SLIPS, type SlipKind } from "../source/slips.ts";
import { parseSource } from "../source/source.ts";
import { asWritten, slipIssues } from "./tell-slips.ts";

/** The most slips reported at once. The rest follow after these are fixed. */
const MOST_ROUNDS = 10;

/** How many lines before an error are searched for its cause. */
const MOST_LINES = 200;
const MOST_LINES_ANYWHERE = 12;

/** What a wrong indent may lead to in text that is YAML. */
const SHAPE: readonly Issue<Span>["code"][] = ["unknown-key", "missing", "invalid", "axis"];

type IssuesOf = (text: string) => readonly Issue<Span>[];

/** A text with some lines corrected, and its remaining issues. */
interface Attempt {
  readonly lines: readonly string[];
  readonly issues: readonly Issue<Span>[];
  readonly mends: readonly Mend[];
}

/**
 * The issues of a text, with slips of spacing and punctuation in place of what they lead to. A slip is told only if the
 * text is better without it.
 */
export function findSlips(text: string, issues: readonly Issue<Span>[], issuesOf: IssuesOf): readonly Issue<Span>[] {
  if (issues.some(({ code }) => code === "file")) return issues;
  const written = linesOf(text);
  let state: Attempt = { lines: written, issues, mends: [] };
  for (let round = 0; round < MOST_ROUNDS && state.issues.length > 0; round++) {
    const next = mendOne(state, issuesOf);
    if (next === undefined) break;
    state = next;
  }
  if (state.mends.length === 0) return issues;
  const isShortened = state.mends.some((one) => one.isShortened);
  const left = state.issues
    .filter(({ code }) => !isShortened || code !== "missing")
    .map((found) => asWritten(found, state.lines, written));
  const told = [...slipIssues(state.mends, state.lines, written), ...left];
  return told.sort((a, b) => a.place.offset - b.place.offset);
}

/** The state after slips of the kind whose mending helps most; undefined where none helps. */
function mendOne(state: Attempt, issuesOf: IssuesOf): Attempt | undefined {
  let best: Attempt | undefined;
  for (const kind of SLIPS) {
    const candidates = candidatesOf(kind, state);
    if (candidates.length === 0) continue;
    const mended =
      (kind.isAnywhere ? undefined : bestOf(state, together(candidates), kind, issuesOf)) ??
      bestOf(state, alone(candidates), kind, issuesOf);
    if (mended !== undefined && (best === undefined || weight(mended.issues) < weight(best.issues))) best = mended;
    if (best?.issues.length === 0) break;
  }
  return best;
}

/** What each line that may be the cause can be meant to be. */
function candidatesOf(kind: SlipKind, { lines, issues }: Attempt): readonly (readonly Mend[])[] {
  const starts = startsOf(lines);
  const isBroken = issues.some(isOfSyntax);
  const most = kind.isAnywhere ? MOST_LINES_ANYWHERE : MOST_LINES;
  const suspects = new Set<number>();
  for (const found of issues) {
    if (found.message === SAME_KEY) continue;
    // Its own remedy is nearer to what was meant than a guess.
    if (!isBroken && !kind.isSure && editOf(found) !== undefined) continue;
    if (!isBroken && kind.isAnywhere && !SHAPE.includes(found.code)) continue;
    const { place } = found;
    const [first, last] = [place.offset, place.offset + Math.max(place.length - 1, 0)].map((at) => lineAt(starts, at));
    // The cause of an error of syntax stands before the place where the parser gives up.
    const from = isBroken ? 0 : (first ?? 0);
    for (let i = last ?? 0; i >= from && (last ?? 0) - i < most; i--) suspects.add(i);
    if (!kind.isAnywhere || isBroken) continue;
    // A key that stands too far out takes with it what is beneath it; one without a value lacks the next lines.
    suspects.add(parentOf(lines, first ?? 0));
    suspects.add(Math.min((last ?? 0) + 1, lines.length - 1));
  }
  const sorted = [...suspects].sort((a, b) => a - b);
  return sorted.map((at) => kind.mends(lines, at)).filter((mends) => mends.length > 0);
}

/** The line above that is indented less; a line at the margin has none, and stands for itself. */
function parentOf(lines: readonly string[], at: number): number {
  const width = indentOf(lines[at] ?? "").length;
  const above = lines.slice(0, at).findLastIndex((line) => !isBlank(line) && indentOf(line).length < width);
  return above === -1 ? at : above;
}

/** The first meaning of every line, then the second of every line that has one, and so on. */
function together(candidates: readonly (readonly Mend[])[]): readonly (readonly Mend[])[] {
  const most = Math.max(...candidates.map(({ length }) => length));
  return Array.from({ length: most }, (_, i) => candidates.flatMap((mends) => mends[i] ?? mends.at(-1) ?? []));
}

/** Each meaning of each line. First those with an even indent, with few lines, and further down: they depart from what is above. */
function alone(candidates: readonly (readonly Mend[])[]): readonly (readonly Mend[])[] {
  const oddness = ({ lines: [line = ""] }: Mend) => indentOf(line).length % 2;
  const order = (a: Mend, b: Mend) => oddness(a) - oddness(b) || a.lines.length - b.lines.length || b.from - a.from;
  return candidates
    .flat()
    .sort(order)
    .map((mend) => [mend]);
}

/** The best of several mends, without those that are not needed. */
function bestOf(
  state: Attempt,
  choices: readonly (readonly Mend[])[],
  kind: SlipKind,
  issuesOf: IssuesOf,
): Attempt | undefined {
  let best: Attempt | undefined;
  for (const mends of choices) {
    const mended = mend(state, mends, issuesOf);
    if (!isBetter(mended, state, kind)) continue;
    if (best === undefined || weight(mended.issues) < weight(best.issues)) best = mended;
    if (best.issues.length === 0) break;
  }
  return best && withoutIdle(best, state, kind, issuesOf);
}

function withoutIdle(best: Attempt, state: Attempt, kind: SlipKind, issuesOf: IssuesOf): Attempt {
  let mends = best.mends.slice(state.mends.length);
  let kept = best;
  for (const one of mends) {
    if (mends.length === 1) break;
    const others = mends.filter((other) => other !== one);
    const without = mend(state, others, issuesOf);
    if (weight(without.issues) > weight(kept.issues) || !isBetter(without, state, kind)) continue;
    [mends, kept] = [others, without];
  }
  return kept;
}

function mend(state: Attempt, mends: readonly Mend[], issuesOf: IssuesOf): Attempt {
  const lines = [...state.lines];
  for (const one of mends) lines.splice(one.from, one.lines.length, ...one.lines);
  const text = lines.join("\n");
  const { issues: broken } = parseSource(text);
  // Text that is not valid YAML need not be checked as an experiment.
  return { lines, issues: broken.length > 0 ? broken : issuesOf(text), mends: [...state.mends, ...mends] };
}

const isOfSyntax = ({ code }: Issue<Span>) => code === "syntax" || code === "number";

/** An error of syntax hides any number of others. */
const SYNTAX_WEIGHT = 1000;

const weight = (issues: readonly Issue<Span>[]) =>
  issues.reduce((sum, found) => sum + (isOfSyntax(found) ? SYNTAX_WEIGHT : 1), 0);

/** Whether correcting some lines makes a text better. */
function isBetter(after: Attempt, before: Attempt, { isSure = false, mustFit = false }: SlipKind): boolean {
  const [now, then] = [weight(after.issues), weight(before.issues)];
  if (mustFit && isWrongWhereMended(after, before)) return false;
  if (then >= SYNTAX_WEIGHT) return Math.floor(now / SYNTAX_WEIGHT) < Math.floor(then / SYNTAX_WEIGHT);
  if (now >= SYNTAX_WEIGHT) return false;
  const [old, left] = [before, after].map(({ issues }) => new Set(issues.map(({ message }) => message)));
  const isGone = before.issues.some(({ message }) => !left?.has(message));
  // What is wrong first may hide what is wrong next: fewer issues alone say little.
  return isGone && (isSure || after.issues.every(({ message }) => old?.has(message)));
}

function isWrongWhereMended({ lines, issues }: Attempt, before: Attempt): boolean {
  const starts = startsOf(lines);
  return issues.map(({ place }) => lineAt(starts, place.offset)).some((line) => lines[line] !== before.lines[line]);
}
