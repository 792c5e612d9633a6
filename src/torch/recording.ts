import type { EpochRecord } from "../contracts/record.ts";
import type { EpochMessage } from "./process.ts";
import type { TorchTask } from "./tasks.ts";

const TEST = "test_";
const isRate = (name: string) => name === "lr" || name === "lr_end" || name === "momentum" || name.startsWith("lr.");

/** The epochs of a run as records, equal in form to those of our own engine. */
export class TorchRecording {
  readonly records: EpochRecord[] = [];
  isDiverged = false;

  constructor(private readonly task: TorchTask) {}

  add({ epoch: index, metrics: row, hasDiverged = false }: EpochMessage): void {
    const epoch = index + 1;
    const named = Object.entries(row);
    const rates = Object.fromEntries(named.filter(([name]) => isRate(name)));
    const tests = float32(named.filter(([name]) => name.startsWith(TEST)));
    const metrics = float32(named.filter(([name]) => !isRate(name) && !name.startsWith(TEST)));
    // Without a schedule by step, an epoch has one rate.
    const whole = { lr_end: rates.lr, ...rates };
    const measured = Object.keys(tests).length > 0 && { tests };
    this.records.push({ epoch, step: epoch * this.task.stepsPerEpoch, rates: whole, metrics, ...measured });
    if (hasDiverged) this.isDiverged = true;
  }

  /** Whether the run has come to an end of its own, or to this epoch. */
  isOver(epochs: number): boolean {
    return this.records.length >= epochs || (this.isDiverged && this.task.stops);
  }

  /** How it ended, if it did. */
  get status(): "ok" | "diverged" | "pruned" {
    const hasStopped = this.isDiverged && this.task.stops;
    if (this.records.length < this.task.whole && !hasStopped) return "pruned";
    return this.isDiverged ? "diverged" : "ok";
  }
}

const float32 = (named: readonly (readonly [string, number])[]) =>
  Object.fromEntries(named.map(([name, value]) => [name, Math.fround(value)]));
