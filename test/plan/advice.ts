import { isMap, isPair, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import type { Issue } from "../../src/issues/issue.ts";

/** A key with its value, or an item, and what holds it. */
interface Held {
  readonly holder: YAMLMap | YAMLSeq;
  readonly held: Pair | Node;
}

const startOf = (node: unknown) => (node as Node | null)?.range?.[0] ?? -1;

/** The innermost key or item that begins at an offset. */
function heldAt(node: unknown, offset: number): Held | undefined {
  if (!isMap(node) && !isSeq(node)) return undefined;
  for (const held of node.items as (Pair | Node)[]) {
    const value = isPair(held) ? held.value : held;
    const within = heldAt(value, offset);
    if (within !== undefined) return within;
    if (startOf(value) === offset || (isPair(held) && startOf(held.key) === offset)) return { holder: node, held };
  }
  return undefined;
}

function without({ holder, held }: Held): unknown {
  (holder.items as unknown[]).splice((holder.items as unknown[]).indexOf(held), 1);
  return isPair(held) ? held.value : held;
}

const isEmpty = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length === 0;

/** A path from the top: "optimizer.lr" into a mapping, or a chain of parts, where the last one is meant. */
const keysOf = (path: string) => path.split(".");

/** The text with each of the ways of an advice taken; none where it leaves something to whoever reads it. */
export function follow(text: string, issue: Issue, advice: string): readonly string[] {
  return advice.split(/, or (?=write|remove|leave|move)/).flatMap((way) => followOne(text, issue, way) ?? []);
}

function followOne(text: string, { place }: Issue, advice: string): string | undefined {
  const document = parseDocument(text);
  const found = heldAt(document.contents, place.offset);
  if (found === undefined) return undefined;
  const [, written] = /^write ([^…]+)$/.exec(advice) ?? [];
  const [, key, other] = /^(\w+): (.+)$/.exec(written ?? "") ?? [];
  const isValue = isPair(found.held) && startOf(found.held.value) === place.offset;
  const home = isValue && isPair(found.held) && isMap(found.held.value) ? found.held.value : found.holder;
  if (key !== undefined && isMap(home)) {
    home.set(document.createNode(key), parseDocument(other ?? "").contents);
    return document.toString();
  }
  if (isPair(found.held) && isValue && /^[\d.[{]+/.test(written ?? "")) {
    found.held.value = parseDocument(written ?? "").contents;
    return document.toString();
  }
  const [, out] = /^leave (\w+) out/.exec(advice) ?? [];
  if (out === "it" && isPair(found.held)) {
    without(found);
    return document.toString();
  }
  if (out !== undefined && isMap(found.holder)) {
    found.holder.delete(out);
    return document.toString();
  }
  if (/^remove it(?:$|[:,])/.test(advice)) {
    without(found);
    // Of a list or a mapping of one, the key goes, too.
    for (const [key, value] of Object.entries(document.toJS() as object))
      for (const [inner, own] of Object.entries((value ?? {}) as object))
        if (isEmpty(own)) document.deleteIn([key, inner]);
    for (const [key, value] of Object.entries(document.toJS() as object)) if (isEmpty(value)) document.delete(key);
    return document.toString();
  }
  const [, path, value] = /^move it to (?:the top level|\w+): ([\w.]+)(?:: (.+))?$/.exec(advice) ?? [];
  if (path === undefined || !isPair(found.held)) return undefined;
  const own = without(found);
  const [section = "", ...rest] = keysOf(path);
  const content = value === undefined ? own : parseDocument(value).contents;
  // Of a path that the key already is, the section stays: `optimizer.momentum: 0.9` becomes `momentum` there.
  const moved = /move it to (\w+): /.exec(advice)?.[1];
  if (moved !== undefined && moved !== "the" && isScalar(document.get(moved, true)))
    document.set(moved, document.createNode({ type: document.get(moved), [path]: content }));
  else if (moved !== undefined && moved !== "the") document.setIn([moved, section, ...rest], content);
  else if (rest.length === 0) document.set(section, content);
  else if (isScalar(document.get(section, true)))
    document.set(section, document.createNode({ type: document.get(section), [rest.join(".")]: content }));
  else document.setIn([section, ...rest], content);
  return document.toString();
}
