import type { Lines } from "./lines.ts";
import type { WrittenModel } from "./model.ts";
import type { WrittenOptimizer } from "./optimizer.ts";
import type { ExportTask, RunToWrite } from "./run.ts";
import type { WrittenSchedule } from "./schedule.ts";

/** Everything that training is made of. */
export interface ScriptParts {
  readonly run: RunToWrite;
  readonly task: ExportTask;
  readonly way: ScriptWay;
  readonly model: WrittenModel;
  readonly optimizer: WrittenOptimizer;
  readonly schedule: WrittenSchedule;
  /** Whether the gradients' norm is measured. */
  readonly keepsNorm: boolean;
}

/** What surrounds the loop of a script: where its arrays come from, and what becomes of its rows. */
export interface ScriptWay {
  /** What stands before the imports. */
  heading(run: RunToWrite): string;
  /** Imports behind Python's own modules and before PyTorch. */
  readonly imports: readonly string[];
  settings(run: RunToWrite): string;
  /** Lines before the first array. */
  data(run: RunToWrite, task: ExportTask): readonly string[];
  /** An array of rows as a tensor. */
  readonly array: (name: string) => string;
  /** A line that sets `order`, an integer tensor [epochs, rows]. */
  readonly order: string;
  /** Lines that give the model its initial weights. */
  readonly weights: readonly string[];
  /** Lines behind that of the loss. */
  readonly criterion: readonly string[];
  /** Lines before the loop. */
  before(written: ScriptParts): Lines;
  /** The epoch that the loop goes up to. */
  lastEpoch(run: RunToWrite): string;
  /** Whether every row has the gradients' norm. */
  readonly keepsNorm: boolean;
  /** Notes a step's norm of the gradient in `norms`. */
  readonly norm: string;
  /** The mean of `norms`. */
  readonly meanNorm: string;
  /** Whether every row has what is measured on test rows. */
  readonly measuresTests: boolean;
  /** Lines behind that of `row` in an epoch, and before the schedule's tick. */
  afterRow(run: RunToWrite): Lines;
  /** What follows the loop. */
  ending(written: ScriptParts): readonly Lines[];
}
