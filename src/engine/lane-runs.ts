import type { Model } from "../bind/model.ts";
import { baseRatesOf } from "../contracts/optimizer.ts";
import type { Metrics } from "../contracts/record.ts";
import type { LaneLosses, LanePass, LaneProgram } from "./compile-lanes.ts";
import { evaluationOrder, type HeldOutSide } from "./data.ts";
import {
  type EpochFigures,
  type EpochRates,
  reduceLoss,
  rowsOfEpoch,
  rowsOfStep,
  sumOf,
  totalsOf,
  weighLosses,
} from "./figures.ts";
import { readLane, writeLane } from "./lane-parameters.ts";
import { drawInitial, find } from "./parameters.ts";
import { runSteps } from "./run-steps.ts";
import type { Runs, Snapshot } from "./runs.ts";
import type { Workspace } from "./workspace.ts";

/** Runs side by side, one in each lane of SIMD registers. */
export class LaneRuns implements Runs {
  readonly count: number;
  readonly groupNames: readonly string[];
  readonly #lanes: number;
  /** The last epoch: how much of the tape's figures is of now. */
  #epoch = { rows: 0, steps: 0 };

  constructor(
    private readonly program: LaneProgram,
    private readonly at: Workspace,
  ) {
    this.count = program.models.length;
    this.groupNames = this.#model.groups.map(({ name }) => name);
    this.#lanes = program.blocks * 4;
  }

  get #model(): Model {
    return this.program.models[0] as Model;
  }

  get batchRows() {
    return this.program.training.rows;
  }

  get parameters() {
    return this.program.parameters.parameters;
  }

  baseRates(run: number) {
    return baseRatesOf((this.program.models[run] as Model).groups.map(({ optimizer }) => optimizer));
  }

  initialise(seed: number): void {
    for (const parameter of this.parameters) {
      const values = this.read(0, parameter.name);
      drawInitial(parameter, seed, values);
      for (let run = 0; run < this.count; run++) writeLane(this.at.memory, parameter, parameter.offset, run, values);
    }
  }

  trainEpoch(order: Int32Array, steps: number, rates: readonly EpochRates[]): readonly EpochFigures[] {
    const { memory, data } = this.at;
    const { training } = this.program;
    const rows = rowsOfEpoch(order, steps, training, data.training.count);
    memory.integers(training.order, order.length).set(order);
    this.#writeRates(steps, rates);
    this.#clearSums(training.losses);
    memory.doubles(training.normSums, this.#lanes).fill(0);
    runSteps(this.at, training, { offset: training.order, rows }, steps);
    this.#epoch = { rows, steps };

    const norms = memory.doubles(training.normSums, this.#lanes);
    const finite = this.#finite();
    return rates.map((_, run) => {
      const weighted = this.#weighted(run);
      return {
        loss: Math.fround(weighted / rows),
        gradNorm: Math.fround((norms[run] as number) / steps),
        finite: Number.isFinite(weighted) && (finite === true || finite(run)),
      };
    });
  }

  /** Whether all parameters are finite; if not, what tells it of a run. */
  #finite(): true | ((run: number) => boolean) {
    const { memory, kernels } = this.at;
    const { first, values } = this.program.parameters;
    if (kernels.allFinite(first, values * this.#lanes) === 1) return true;
    return (run) =>
      this.parameters.every((parameter) => readLane(memory, parameter, parameter.offset, run).every(Number.isFinite));
  }

  /** No lane has buffers. */
  updateBatchNorm(): void {}

  evaluate(side: HeldOutSide = "validation"): readonly (number | undefined)[] {
    const { data } = this.at;
    const { evaluation, models } = this.program;
    const order = evaluationOrder(data, side);
    if (order.rows === 0) return models.map(() => undefined);
    this.#clearSums(evaluation.losses);
    const steps = Math.ceil(order.rows / evaluation.rows);
    runSteps(this.at, evaluation, order, steps);
    return models.map((_, run) => {
      const { sum, weight } = this.#evaluated(run, steps);
      return reduceLoss(this.#model.loss, sum, weight, order.rows);
    });
  }

  #evaluated(run: number, steps: number): { sum: number; weight: number } {
    const { memory } = this.at;
    const { losses } = this.program.evaluation;
    if (losses.kind === "together") return { sum: memory.double(losses.epoch + run * 8), weight: 0 };
    const own = losses.runs[run] as { losses: number; weights: number };
    return { sum: sumOf(memory.floats(own.losses, steps)), weight: sumOf(memory.floats(own.weights, steps)) };
  }

  /** Σ over the epoch's steps of batch loss · rows. */
  #weighted(run: number): number {
    const { memory } = this.at;
    const { losses, rows } = this.program.training;
    if (losses.kind === "together") return memory.double(losses.epoch + run * 8);
    return weighLosses(this.#model.loss, this.#sums(losses, run), rows, this.#epoch.rows);
  }

  #sums(losses: Extract<LaneLosses, { kind: "each" }>, run: number) {
    const { memory } = this.at;
    const { steps } = this.#epoch;
    const own = losses.runs[run] as { losses: number; weights: number };
    return { losses: memory.floats(own.losses, steps), weights: memory.floats(own.weights, steps) };
  }

  #clearSums(losses: LaneLosses): void {
    if (losses.kind === "together") this.at.memory.doubles(losses.epoch, this.#lanes).fill(0);
  }

  trainingMetrics(run: number): Metrics {
    return this.#metricsOf(this.program.training, run, this.#epoch);
  }

  validationMetrics(run: number): Metrics {
    return this.#evaluatedMetrics(run, this.at.data.validation.count);
  }

  testMetrics(run: number): Metrics {
    return this.#evaluatedMetrics(run, this.at.data.test.count);
  }

  #evaluatedMetrics(run: number, rows: number): Metrics {
    if (rows === 0) return {};
    const { evaluation } = this.program;
    return this.#metricsOf(evaluation, run, { rows, steps: Math.ceil(rows / evaluation.rows) });
  }

  #metricsOf(
    { metrics }: LanePass,
    run: number,
    { rows, steps }: { readonly rows: number; readonly steps: number },
  ): Metrics {
    const figures = this.#model.metrics.map(({ name, sums, reduce }, index) => {
      const totals = totalsOf(this.at.memory.floats(metrics[run]?.[index] ?? 0, steps * sums), sums);
      return [name, Math.fround(reduce(totals, rows))];
    });
    return Object.fromEntries(figures);
  }

  batchLosses(run: number): Float32Array {
    const { losses, rows } = this.program.training;
    if (losses.kind === "together") return this.#stepsOf(losses.batches, run);
    const sums = this.#sums(losses, run);
    return Float32Array.from(sums.losses, (sum, step) =>
      reduceLoss(this.#model.loss, sum, sums.weights[step] as number, rowsOfStep(step, rows, this.#epoch.rows)),
    );
  }

  batchNorms(run: number): Float32Array {
    return this.#stepsOf(this.program.training.norms, run);
  }

  /** A run's share of float32 [steps, lanes]. */
  #stepsOf(offset: number, run: number): Float32Array {
    const { steps } = this.#epoch;
    const all = this.at.memory.floats(offset, steps * this.#lanes);
    return Float32Array.from({ length: steps }, (_, step) => all[step * this.#lanes + run] as number);
  }

  read(run: number, name: string): Float32Array {
    const parameter = find(this.parameters, name);
    return readLane(this.at.memory, parameter, parameter.offset, run);
  }

  write(run: number, name: string, values: Float32Array): void {
    const parameter = find(this.parameters, name);
    writeLane(this.at.memory, parameter, parameter.offset, run, values);
  }

  readGradient(run: number, name: string): Float32Array {
    const parameter = find(this.parameters, name);
    return readLane(this.at.memory, parameter, parameter.gradient, run);
  }

  /** Nothing is averaged in lanes. */
  readAverage(): undefined {}

  snapshot(): Snapshot {
    const { memory } = this.at;
    const { parameters, training } = this.program;
    const { from, end } = training.state;
    return {
      parameters: memory.bytes(parameters.first, parameters.values * this.#lanes * 4).slice(),
      buffers: new Uint8Array(0),
      state: memory.bytes(from, end - from).slice(),
    };
  }

  restore({ parameters, state }: Snapshot): void {
    const { memory } = this.at;
    memory.bytes(this.program.parameters.first, parameters.length).set(parameters);
    memory.bytes(this.program.training.state.from, state.length).set(state);
  }

  #writeRates(steps: number, rates: readonly EpochRates[]): void {
    for (const [index, group] of this.program.training.groups.entries()) {
      const own = this.program.models.map(({ groups }) => groups[index]?.optimizer);
      this.#writeVectors(
        group.lr,
        steps,
        rates.map(({ lr }, run) => lr[index] ?? own[run]?.lr ?? 0),
      );
      this.#writeVectors(
        group.momentum,
        steps,
        rates.map(({ momentum }, run) => momentum?.[index] ?? own[run]?.momentum ?? 0),
      );
    }
  }

  /** See LaneGroup.lr. @param values of each run: for the epoch or for each of its steps */
  #writeVectors(offset: number, steps: number, values: readonly (number | Float32Array)[]): void {
    const { memory } = this.at;
    const lanes = this.#lanes;
    const isPerStep = values.some((value) => typeof value !== "number");
    memory.integers(offset, 1)[0] = isPerStep ? lanes * 4 : 0;
    const count = isPerStep ? steps : 1;
    const vectors = memory.floats(offset + 16, count * lanes);
    values.forEach((value, run) => {
      for (let step = 0; step < count; step++) {
        vectors[step * lanes + run] = typeof value === "number" ? value : (value[step] as number);
      }
    });
  }
}
