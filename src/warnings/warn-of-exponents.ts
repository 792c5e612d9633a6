import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import { rename } from "../issues/suggest.ts";
import { pow } from "../numbers/math.ts";
import type { MapNode, Node } from "../source/tree.ts";

/**
 * Warns of `logspace: [0.001, 0.1, 3]`: logspace takes exponents of ten, as NumPy's does, so that these are values from 1.002 to 1.259.
 * Whoever means exponents hardly begins and ends between 0 and 1.
 */
export function warnOfExponents(root: MapNode, warnings: Issues): void {
  const axes = root.entries.get("grid")?.value;
  if (axes?.kind !== "map") return;
  for (const { value } of axes.entries.values()) {
    const written = value.kind === "map" ? value.entries.get("logspace") : undefined;
    const ends = written === undefined ? undefined : endsOf(written.value);
    if (written === undefined || ends === undefined || !ends.every((end) => end > 0 && end < 1)) continue;
    const [from, to] = ends.map((end) => Number(pow(10, end).toPrecision(4)));
    const message = `logspace takes exponents of ten: these are values from ${from} to ${to}`;
    warnings.add(issue("warning", written.key, message, rename("geomspace", written.key)));
  }
}

function endsOf(node: Node): readonly number[] | undefined {
  const [from, to] = node.kind === "list" ? node.items : [];
  if (from?.kind !== "scalar" || to?.kind !== "scalar") return undefined;
  return typeof from.value === "number" && typeof to.value === "number" ? [from.value, to.value] : undefined;
}
