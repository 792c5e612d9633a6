import type { RunConfig } from "../../src/contracts/config.ts";
import type { DataShape, Samples } from "../../src/contracts/dataset.ts";
import type { EpochRates } from "../../src/engine/figures.ts";
import { Machine } from "../../src/engine/machine.ts";
import type { Runs, Snapshot } from "../../src/engine/runs.ts";
import { parts } from "../../src/parts.ts";

/** A machine with one run at a time. */
export class Alone {
  readonly #machine = new Machine(parts);
  #runs: Runs | undefined;

  load(training: Samples, validation: Samples | undefined, shape: DataShape): void {
    this.#machine.load(training, validation, shape);
  }

  replaceTraining(training: Samples): void {
    this.#machine.replaceTraining(training);
  }

  prepare(config: RunConfig, cyclesMomentum = false): void {
    this.#runs = this.#machine.prepare([config], cyclesMomentum);
  }

  get #run(): Runs {
    if (!this.#runs) throw new Error("nothing is prepared");
    return this.#runs;
  }

  initialise(seed: number): void {
    this.#run.initialise(seed);
  }

  trainEpoch(order: Int32Array, steps: number, rates: EpochRates) {
    const [figures] = this.#run.trainEpoch(order, steps, [rates]);
    if (!figures) throw new Error("no figures");
    return figures;
  }

  evaluate(): number | undefined {
    return this.#run.evaluate()[0];
  }

  updateBatchNorm(): void {
    this.#run.updateBatchNorm();
  }

  get trainingMetrics() {
    return this.#run.trainingMetrics(0);
  }

  get validationMetrics() {
    return this.#run.validationMetrics(0);
  }

  get batchLosses(): Float32Array {
    return this.#run.batchLosses(0);
  }

  get batchNorms(): Float32Array {
    return this.#run.batchNorms(0);
  }

  get parameters() {
    return this.#run.parameters;
  }

  get groupNames() {
    return this.#run.groupNames;
  }

  get baseRates() {
    return this.#run.baseRates(0);
  }

  get batchRows(): number {
    return this.#run.batchRows;
  }

  read(name: string): Float32Array {
    return this.#run.read(0, name);
  }

  readGradient(name: string): Float32Array {
    return this.#run.readGradient(0, name);
  }

  readAverage(name: string): Float32Array | undefined {
    return this.#run.readAverage(0, name);
  }

  write(name: string, values: Float32Array): void {
    this.#run.write(0, name, values);
  }

  snapshot(): Snapshot {
    return this.#run.snapshot();
  }

  restore(snapshot: Snapshot): void {
    this.#run.restore(snapshot);
  }
}
