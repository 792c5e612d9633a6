import type { PointChecker } from "../check/point-checker.ts";
import type { Pruning } from "../contracts/pruner.ts";
import type { Registry } from "../contracts/registry.ts";
import { cellsAt } from "../grid/columns.ts";
import type { Grid } from "../grid/grid.ts";
import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import { START } from "../source/places.ts";
import type { MapNode } from "../source/tree.ts";
import { type Judged, warnOfEarlyDecisions } from "../warnings/warn-of-early-decisions.ts";

/** Variants that are judged against each other must be as long, and there must be something to decide. */
export function checkPruning(
  root: MapNode,
  pruning: Pruning,
  { composer, columns, points, search }: Grid,
  checker: PointChecker,
  registry: Registry,
  issues: Issues,
  warnings: Issues,
): void {
  const at = root.entries.get("prune")?.key ?? START;
  const lengths = new Set<number>();
  const judged: Judged[] = [];
  const all = search === undefined ? [] : [...search.ends()];
  for (let i = 0; i < points.count; i++) all.push(points.at(i));
  for (const point of all) {
    const result = checker.check(point);
    if ("issues" in result) continue;
    lengths.add(result.value.config.training.epochs);
    const cells = cellsAt(composer, columns, point);
    const own = cells.filter((cell, column) => cell !== null && columns[column]?.head.startsWith("scheduler"));
    judged.push({ name: own.length > 0 ? own.join(", ") : "the file's scheduler", checked: result.value });
  }
  const [epochs, other] = lengths;
  if (epochs === undefined) return;
  if (other !== undefined) {
    const message = `prune compares variants after the same number of epochs, but training.epochs varies (${epochs}, ${other}, …)`;
    issues.add(issue("prune", at, message, "give all variants the same training.epochs"));
  } else if (pruning.cohorts([0, 1], epochs).every(({ rungs }) => rungs.length === 0)) {
    const message = `prune decides nothing before the ${epochs === 1 ? "only epoch" : `last of ${epochs} epochs`}`;
    issues.add(issue("prune", at, message, `lower ${pruning.firstDecision}, or train for more epochs`));
  } else warnOfEarlyDecisions(judged, pruning, at, registry, warnings);
}
