import type { Checker } from "../check/checker.ts";
import type { Pruning } from "../contracts/pruner.ts";
import type { Grid } from "../grid/grid.ts";
import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import { START } from "../source/places.ts";
import type { MapNode } from "../source/tree.ts";

/** Variants that are judged against each other must be as long, and there must be something to decide. */
export function checkPruning(
  root: MapNode,
  pruning: Pruning,
  { points, search }: Grid,
  checker: Checker,
  issues: Issues,
): void {
  const at = root.entries.get("prune")?.key ?? START;
  const lengths = new Set<number>();
  const all = search === undefined ? [] : [...search.ends()];
  for (let i = 0; i < points.count; i++) all.push(points.at(i));
  for (const point of all) {
    const result = checker.check(point);
    if ("value" in result) lengths.add(result.value.config.training.epochs);
  }
  const [epochs, other] = lengths;
  if (epochs === undefined) return;
  if (other !== undefined) {
    const message = `prune compares variants after the same number of epochs, but training.epochs varies (${epochs}, ${other}, …)`;
    issues.add(issue("prune", at, message, "give all variants the same training.epochs"));
  } else if (pruning.cohorts([0, 1], epochs).every(({ rungs }) => rungs.length === 0)) {
    const message = `prune decides nothing before the last of ${epochs} epochs`;
    issues.add(issue("prune", at, message, `lower ${pruning.firstDecision}, or train for more epochs`));
  }
}
