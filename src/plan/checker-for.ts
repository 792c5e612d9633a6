import { Checker, type CheckNeeds } from "../check/checker.ts";
import type { PointChecker } from "../check/point-checker.ts";
import { readTrainer } from "../check/torch-engine.ts";
import type { Grid } from "../grid/grid.ts";
import { hasScript } from "../grid/sections.ts";
import type { Issues } from "../issues/collector.ts";
import { ScriptChecker } from "../script/checker.ts";
import { readScript } from "../script/shared.ts";
import type { MapNode } from "../source/tree.ts";

/** The checker for who trains a file's runs; undefined where what all runs share is wrong. */
export function checkerFor(
  root: MapNode,
  { composer, columns }: Grid,
  needs: CheckNeeds,
  issues: Issues,
  warnings: Issues,
): PointChecker | undefined {
  if (!hasScript(root)) {
    const trainer = readTrainer(root, needs, issues);
    return trainer && new Checker(composer, needs, trainer);
  }
  const heads = columns.map(({ head }) => head);
  const shared = readScript(root, heads, needs, issues, warnings);
  return shared && new ScriptChecker(composer, needs, shared);
}
