import { type Issue, movePlaces, type Span, type Within } from "../issues/issue.ts";
import { deepest, lookUp, type Node } from "./tree.ts";

/** The start of a text, for what stands nowhere in it. */
export const START: Span = { offset: 0, length: 0 };

/** An issue within a value, put into the text that the value was read from. */
export function inText(issue: Issue<Within>, node: Node | undefined): Issue<Span> {
  return movePlaces(
    issue,
    (place) => (node === undefined ? START : spanOf(node, place)),
    (place) => node && editable(node, place),
  );
}

/** Where a key or value stands; for one that is not there, the nearest value around it. */
function spanOf(node: Node, { path, of }: Within): Span {
  return (of === "key" ? keyAt(node, path) : undefined) ?? deepest(node, path).at;
}

/** Where the text can be replaced; undefined where it has no such key or value. */
function editable(node: Node, { path, of }: Within): Span | undefined {
  const span = of === "key" ? keyAt(node, path) : lookUp(node, path)?.at;
  return span !== undefined && span.length > 0 ? span : undefined;
}

function keyAt(node: Node, path: readonly string[]): Span | undefined {
  const owner = lookUp(node, path.slice(0, -1));
  return owner?.kind === "map" ? owner.entries.get(path.at(-1) ?? "")?.key : undefined;
}
