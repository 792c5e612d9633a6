import type { Bound } from "../bind/bound.ts";
import { Misfit } from "../contracts/part.ts";
import type { Composed } from "../grid/compose.ts";
import { type Issue, movePlaces, type Origin, type Span, type Within } from "../issues/issue.ts";
import { TO_TRY } from "../schema/remedies.ts";
import { flowNode } from "../source/flow.ts";
import { inText } from "../source/places.ts";
import { lookUp, type Node, type Path } from "../source/tree.ts";

/** The result of checking a section, or its issues with their places in the text. */
export type Resolution<T> = { readonly value: T } | { readonly issues: readonly Issue<Span>[] };

/** The place of a section as a whole. */
export const WHOLE: Within = { path: [], of: "value" };

/** Moves an issue of a value to the structure that has the value at a path. */
export function below(path: Path, found: Issue<Within>): Issue<Within> {
  return movePlaces(found, (place) => ({ ...place, path: [...path, ...place.path] }));
}

/**
 * An issue within a section, put into the text.
 * @param beside sections that it does not fit: what the grid placed there is told
 */
export function issueIn(
  { section, node, grafts }: Composed,
  found: Issue<Within>,
  beside: readonly Composed[] = [],
): Issue<Span> {
  const { path } = found.place;
  const graft = grafts.findLast((graft) => graft.path.every((segment, i) => path[i] === segment));
  const values = beside.flatMap((other) => other.grafts.map(({ label }) => label));
  const placed = inText(found, node);
  if (graft !== undefined) {
    const origin: Origin = { kind: "placed", at: [section, ...graft.path].join("."), by: graft.label };
    const value = path.length === graft.path.length ? lookUp(node, path) : undefined;
    const isAxis = value !== undefined && graft.label.startsWith("grid.");
    return {
      ...placed,
      origins: [origin],
      suggestions: isAxis ? underGrid(placed, graft.label, origin.at, value) : placed.suggestions,
    };
  }
  if (values.length === 0) return placed;
  // What suits one of the grid's variants may not suit the next.
  return { ...withoutEdits(placed), origins: [{ kind: "beside", values }] };
}

/** What is suggested of a value of an axis, where it is told to go where it stands. */
function underGrid({ suggestions }: Issue<Span>, label: string, axis: string, value: Node): Issue<Span>["suggestions"] {
  const drawn = DISTRIBUTION.exec(label)?.[1]
    ?.toLowerCase()
    .replace(/^q_?/, "")
    .replace(/^(log|int)_?/, "$1_");
  const space = `space: {${axis}: {${drawn}: ${flowNode(value)}}}`;
  const text =
    drawn === undefined
      ? `it is under grid already; write ${axis}: ${flowNode(value)}`
      : `a search draws values: write search: {type: random, runs: …, ${space}} in place of this axis`;
  return suggestions.map((way) =>
    way.kind === "advice" && way.text.startsWith(TO_TRY) ? { kind: "advice", text } : way,
  );
}

/** The name of a distribution, as this program or another one spells it. */
const DISTRIBUTION = /\.((?:q_?)?(?:log_?|int_?)?(?:uniform|normal))$/i;

function withoutEdits(found: Issue<Span>): Issue<Span> {
  return { ...found, suggestions: found.suggestions.map(({ edit: _, ...rest }) => rest) };
}

/** The bound parts of a section. Issues name their part and point to its place in the text. */
export function boundIn<T>(
  composed: Composed,
  parts: readonly { readonly path: Path }[],
  bound: Bound<T>,
  beside: readonly Composed[] = [],
): Resolution<T> {
  if ("value" in bound) return bound;
  const issues = bound.issues.map((found) => {
    const [place = "0", ...inner] = found.place.path;
    return issueIn(composed, named(composed.section, parts[Number(place)]?.path ?? [], inner, found), beside);
  });
  return { issues };
}

/** The issue of a part as one of its section, whose message begins with the part's path. */
function named(section: string, path: Path, inner: Path, found: Issue<Within>): Issue<Within> {
  const where = [section, ...path, ...layersIn(inner)].join(".");
  const moved = movePlaces(found, (place) => ({ ...place, path: [...path, ...place.path.slice(1)] }));
  return { ...moved, message: `${where}: ${found.message}` };
}

/** The place of a layer within a layer, where a parameter is one of its own: layers.1 of layers.1.in_features. */
function layersIn(path: Path): Path {
  let length = 0;
  while (path[length] === "layers" && path[length + 1] !== undefined) length += 2;
  return path.slice(0, length);
}

/** The issue that a part raised about itself. Anything else that was thrown is a defect and is thrown again. */
export function misfitAt(error: unknown, section: string, path: Path): Issue<Within> {
  if (!(error instanceof Misfit)) throw error;
  const found = below(path, error.issue);
  return { ...found, message: `${[section, ...path].join(".")}: ${found.message}` };
}
