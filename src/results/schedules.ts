import { renderSvg } from "../charts/svg.ts";
import { knownVariants, type Plan } from "../experiment/plan.ts";
import { openBatch } from "../io/batch.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type Curve, Curves, type DrawnRates, pointsPerEpoch } from "../previews/curves.ts";
import { schedules as chart, type Schedules } from "../previews/schedules.ts";
import { headsOf } from "../tables/column.ts";
import { csvLines, prefixLines } from "../tables/csv.ts";
import { scheduleColumns } from "../tables/preview-columns.ts";

/** What a preview writes. */
const SCHEDULE_FILES = ["schedules.csv", "schedules.svg"] as const;

/** Gathers the schedules of every variant. */
export function gatherSchedules(plan: Plan, figuresOf: (variant: number) => DrawnRates): Omit<Schedules, "assumption"> {
  const curves = new Curves();
  for (let variant = 0; variant < knownVariants(plan); variant++) curves.add(variant, figuresOf(variant));
  const cycles = curves.all.some(({ momentum }) => momentum !== undefined);
  const isPerStep = curves.all.some((curve) => curve.isPerStep);
  return { plan, curves: curves.all, cycles, isPerStep };
}

/**
 * Writes schedules.csv, a row for each variant and epoch (or step, where its rate changes within epochs), and schedules.svg.
 * Rejects with a FileError.
 */
export async function writeSchedules(folder: string, schedules: Schedules): Promise<void> {
  const { plan } = schedules;
  const picture = await renderSvg(chart, schedules);
  const files = await openBatch(folder, SCHEDULE_FILES);
  try {
    await files.write("schedules.csv", csvLines([headsOf(scheduleColumns({ ...schedules, heads: plan.heads }))]));
    const lines = schedules.curves.map((curve) => linesOf(curve, schedules));
    for (const [variant, curve] of curveOfEach(schedules)) {
      const { cells } = plan.variant(variant);
      const own = itemAt(lines, curve);
      await files.write("schedules.csv", cells.length === 0 ? own : prefixLines({ cells, lines: own }));
    }
    await files.write("schedules.svg", picture);
    await files.seal();
    await files.publish();
  } catch (error) {
    await files.discard();
    throw error;
  }
}

/** `step` is the optimizer step that has the rate, from 1: an epoch's first where a row stands for an epoch. */
function linesOf(curve: Curve, { cycles, isPerStep }: Schedules): string {
  const { lr, momentum, stepsPerEpoch } = curve;
  const points = pointsPerEpoch(curve);
  const stepOf = (i: number) => (curve.isPerStep ? i + 1 : i * stepsPerEpoch + 1);
  const row = (rate: number, i: number) => [
    Math.floor(i / points) + 1,
    ...(isPerStep ? [stepOf(i)] : []),
    rate,
    ...(cycles ? [momentum?.[i]] : []),
  ];
  return csvLines(lr.map(row));
}

/** Each variant and the place of its curve, in plan order. */
function curveOfEach({ curves }: Schedules): readonly (readonly [number, number])[] {
  const pairs = curves.flatMap(({ variants }, curve) => variants.map((variant) => [variant, curve] as const));
  return pairs.sort(([a], [b]) => a - b);
}
