import { type CellColumn, RUN } from "./column.ts";

/** How long a run took, and where. */
export interface RunTiming {
  readonly seconds: number;
  /** Optimizer steps. */
  readonly steps: number;
  /** What trained it: the number of a thread, the name of a machine. */
  readonly worker: string | number;
  /** Graphics devices that its program had to itself. Default: one thread or program, as one device. */
  readonly devices?: number | undefined;
}

/** Hours that a run held devices: of each graphics device of its program, else of its thread or program. */
export const deviceHours = ({ seconds, devices = 1 }: RunTiming): number => (seconds * devices) / 3600;

interface TimedRun {
  readonly run: string;
  readonly timing: RunTiming;
}

/** The columns of timings.csv: run times, kept apart so that the other files are reproducible. */
export const timingColumns: readonly CellColumn<TimedRun>[] = [
  { ...RUN, cell: ({ run }) => run },
  { head: "seconds", meaning: "Seconds the run took.", shown: "figure", cell: ({ timing }) => timing.seconds },
  {
    head: "device_hours",
    meaning:
      "Hours that the run held devices: its time, times the graphics devices that its program had (--devices), or times one thread or program.",
    shown: "figure",
    cell: ({ timing }) => Number(deviceHours(timing).toPrecision(6)),
  },
  {
    head: "steps_per_second",
    meaning: "Optimizer steps per second.",
    shown: "figure",
    cell: ({ timing: { steps, seconds } }) => (seconds > 0 ? steps / seconds : undefined),
  },
  {
    head: "worker",
    meaning: "What ran it: the number of a thread, or the name of a machine.",
    cell: ({ timing }) => timing.worker,
  },
];
