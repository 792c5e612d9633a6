import type { PointChecker } from "../check/point-checker.ts";
import type { PartConfig } from "../contracts/config.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Cell } from "../experiment/plan.ts";
import { cellsAt } from "../grid/columns.ts";
import type { Grid } from "../grid/grid.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Span } from "../issues/issue.ts";
import { listed } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import { relationOf } from "../schedule/base-rate.ts";
import { schedulersIn } from "../schedule/in-turn.ts";
import { START } from "../source/places.ts";
import { pointsOfEqualRates, type RatedPoint } from "./equal-rates.ts";

/** Warns of variants that are the same run under different names. Comparing them says nothing. */
export function warnOfEqualRates(grid: Grid, checker: PointChecker, registry: Registry, warnings: Issues): void {
  for (const [first, ...others] of pointsOfEqualRates(grid, checker, registry))
    for (const other of others) if (first !== undefined) tell(first, other, grid, registry, warnings);
}

function tell(first: RatedPoint, other: RatedPoint, grid: Grid, registry: Registry, warnings: Issues): void {
  const { composer, columns } = grid;
  const [cells, others] = [first, other].map(({ point }) => cellsAt(composer, columns, point)) as [Cell[], Cell[]];
  const differing = columns.flatMap(({ head }, column) => (cells[column] === others[column] ? [] : [{ head, column }]));
  const heads = differing.map(({ head }) => head);
  const [head] = heads;
  if (head === undefined) return;
  const { at, label } = axisOf(grid, head);
  const setter = rateSetter(first, registry);
  if (heads.length === 1 && setter !== undefined && head.startsWith("optimizer.")) {
    const message = `${label} changes nothing beside ${setter.type}: the rates are the same at every step`;
    warnings.add(issue("warning", at, message, remedyFor(head, setter, first)));
    return;
  }
  const named = differing.map(({ column }) => `${cells[column] ?? "none"} and ${others[column] ?? "none"}`);
  if (heads.length === 1 && head === "training.batch_size") {
    const sizes = [cells, others].map((own) => String(own[differing[0]?.column ?? 0])).join(" and ");
    const message = `${label}: batches of ${sizes} each hold all rows, which makes the same training`;
    warnings.add(issue("warning", at, message, "keep one of them, or take more rows"));
    return;
  }
  const message = `${listed(heads)}: ${listed(named)} give the same rates at every step`;
  warnings.add(issue("warning", at, message, "remove one of the two, or give it other parameters"));
}

/** Where the grid, or a search, has a column. */
function axisOf({ composer, search }: Grid, head: string): { readonly at: Span; readonly label: string } {
  const axis = composer.axes.find(({ heads }) => heads.includes(head));
  const searched = search?.axes.find(({ key }) => key === head);
  return { at: (axis ?? searched)?.at ?? START, label: searched?.label ?? `grid.${axis?.key ?? head}` };
}

/** The scheduler that puts a rate in the place of the base rate. */
function rateSetter({ checked }: RatedPoint, { scheduler }: Registry): PartConfig | undefined {
  const configs = checked.config.scheduler.map((phase) => phase.scheduler);
  const all = [...schedulersIn(configs, scheduler)];
  return all.find(([{ params }]) => Object.values(params.properties).some((one) => relationOf(one)?.replaces))?.[1];
}

function remedyFor(head: string, setter: PartConfig, { checked }: RatedPoint): string {
  if (!head.endsWith(".lr"))
    return `vary base_momentum and max_momentum of ${setter.type}, or write cycle_momentum: false`;
  const lr = itemAt(checked.base.lr, 0);
  const fixed = ["base_lr", "max_lr", "swa_lr"].filter((name) => typeof setter[name] === "number");
  if (fixed.length === 0 || !(lr > 0)) return `remove the axis: ${setter.type} has rates of its own`;
  const formulas = fixed.map((name) => `${name}: ${Number(((setter[name] as number) / lr).toPrecision(3))} * lr`);
  return `write ${formulas.join(" and ")}, or vary ${fixed.at(-1)} of ${setter.type} in place of ${head}`;
}
