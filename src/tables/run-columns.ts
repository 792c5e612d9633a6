import { directedMetrics, type Outcome, testFigure } from "../analysis/figures.ts";
import type { Plan } from "../experiment/plan.ts";
import { axisColumns, type CellColumn, CONFIRMS, type Row, RUN, SEED } from "./column.ts";
import { isConfirming } from "./csv.ts";

/** A run of which a row tells. */
interface EndedRun {
  /** See runCells. */
  readonly cells: Row;
  readonly outcome: Outcome;
}

/** The columns of runs.csv. */
export function runColumns(plan: Plan): readonly CellColumn<EndedRun>[] {
  const { heads, objective, tests = [] } = plan;
  const metrics = directedMetrics(plan.metrics, objective);
  return [
    { ...RUN, cell: ({ cells }) => cells[0] },
    ...axisColumns<EndedRun>(heads, ({ cells }, axis) => cells[1 + axis]),
    { ...SEED, cell: ({ cells }) => cells[1 + heads.length] },
    ...(isConfirming(plan) ? [{ ...CONFIRMS, cell: ({ cells }: EndedRun) => cells[2 + heads.length] }] : []),
    {
      head: "status",
      meaning: "`ok`, `diverged`, `failed`, `timeout` or `pruned`.",
      cell: ({ outcome }) => outcome.status,
    },
    { head: "epochs", meaning: "Epochs it finished.", shown: "whole", cell: ({ outcome }) => outcome.figures.epochs },
    ...metrics.map(finalColumn),
    ...metrics.map(bestColumn),
    {
      head: "best_epoch",
      meaning: "Epoch with the best objective, the earliest of equals.",
      shown: "whole",
      cell: ({ outcome }) => outcome.figures.metrics[objective.metric]?.best?.epoch,
    },
    ...(objective.target === undefined ? [] : [TARGET]),
    ...tests.map((column) => testColumn(plan, column)),
    {
      head: "error",
      meaning: "Why it failed.",
      cell: ({ outcome }) => ("error" in outcome ? outcome.error : undefined),
    },
  ];
}

const finalColumn = (metric: string): CellColumn<EndedRun> => ({
  head: `final_${metric}`,
  meaning: `\`${metric}\` after the last epoch.`,
  kind: { head: "final_<metric>", meaning: "The metric after the last epoch." },
  shown: "figure",
  cell: ({ outcome }) => outcome.figures.metrics[metric]?.final,
});

const bestColumn = (metric: string): CellColumn<EndedRun> => ({
  head: `best_${metric}`,
  meaning: `The best \`${metric}\` of all epochs.`,
  kind: { head: "best_<metric>", meaning: "The best value over all epochs." },
  shown: "figure",
  cell: ({ outcome }) => outcome.figures.metrics[metric]?.best?.value,
});

const TARGET: CellColumn<EndedRun> = {
  head: "target_epoch",
  meaning: "First epoch that reached `objective.target`. Only with a target.",
  shown: "whole",
  cell: ({ outcome }) => outcome.figures.target,
};

function testColumn({ objective }: Plan, column: string): CellColumn<EndedRun> {
  const weights =
    "at the final weights; with `objective.at: best`, at those of the best epoch. Empty unless the run ended `ok`. Only with `test`.";
  const metric = column.replace(/^test_/, "");
  return {
    head: column,
    meaning: `\`${metric}\` on the rows of \`data.test\`, ${weights}`,
    kind: { head: "test_<metric>", meaning: `The metric on the rows of \`data.test\`, ${weights}` },
    shown: "figure",
    cell: ({ outcome }) => testFigure(outcome, column, objective),
  };
}
