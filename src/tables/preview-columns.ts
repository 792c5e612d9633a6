import { axisColumns, type CellColumn, type ColumnText } from "./column.ts";

interface DrawnSchedules {
  readonly heads: readonly string[];
  /** Whether some schedule ticks within an epoch. */
  readonly isPerStep: boolean;
  /** Whether some schedule sets momentum. */
  readonly cycles: boolean;
}

/** The columns of schedules.csv. */
export function scheduleColumns({ heads, isPerStep, cycles }: DrawnSchedules): readonly ColumnText[] {
  return [
    ...axisColumns(heads, () => undefined),
    { head: "epoch", meaning: "Epoch, from 1." },
    ...(isPerStep
      ? [
          {
            head: "step",
            meaning:
              "The optimizer step that has the rate, from 1; an epoch's first where a row stands for an epoch. Only if some schedule ticks by steps.",
          },
        ]
      : []),
    { head: "lr", meaning: "Learning rate of that step." },
    ...(cycles
      ? [{ head: "momentum", meaning: "Momentum, or Adam's first beta. Only if some schedule cycles it." }]
      : []),
  ];
}

/** A step of a range test. */
interface TestedRate {
  readonly step: number;
  readonly lr: number;
  readonly loss: number;
  readonly smoothed: number;
}

/** The columns of lr-find.csv. */
export const rangeColumns: readonly CellColumn<TestedRate>[] = [
  { head: "step", meaning: "Step of the range test, from 1.", cell: ({ step }) => step },
  { head: "lr", meaning: "Learning rate of the step.", cell: ({ lr }) => lr },
  { head: "loss", meaning: "Loss of the step's batch, before its update.", shown: "figure", cell: ({ loss }) => loss },
  {
    head: "smoothed_loss",
    meaning: "Running mean of the loss, which the suggestions go by.",
    shown: "figure",
    cell: ({ smoothed }) => smoothed,
  },
];
