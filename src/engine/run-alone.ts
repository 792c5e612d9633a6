import { baseRatesOf } from "../contracts/optimizer.ts";
import type { Metrics } from "../contracts/record.ts";
import { elements } from "../tape/shape.ts";
import type { Pass, Program } from "./compile.ts";
import { evaluationOrder, type HeldOutSide } from "./data.ts";
import {
  type EpochFigures,
  type EpochRates,
  type LossSums,
  meanOf,
  reduceLoss,
  rowsOfEpoch,
  rowsOfStep,
  sumOf,
  totalsOf,
  weighLosses,
} from "./figures.ts";
import { find, type PlacedParameter, readParameter, writeParameter } from "./parameters.ts";
import { runSteps } from "./run-steps.ts";
import type { Runs, Snapshot } from "./runs.ts";
import type { Workspace } from "./workspace.ts";

/** One run, by a tape of its own. */
export class RunAlone implements Runs {
  readonly count = 1;
  readonly groupNames: readonly string[];
  /** The last epoch: how much of the tape's figures is of now. */
  #epoch = { rows: 0, steps: 0 };

  constructor(
    private readonly program: Program,
    private readonly at: Workspace,
  ) {
    this.groupNames = program.model.groups.map(({ name }) => name);
  }

  get batchRows() {
    return this.program.training.rows;
  }

  get parameters() {
    return this.program.parameters.parameters;
  }

  baseRates() {
    return baseRatesOf(this.program.model.groups.map(({ optimizer }) => optimizer));
  }

  initialise(seed: number): void {
    const { memory, firstValues } = this.at;
    for (const parameter of placedIn(this.program))
      writeParameter(memory, parameter, parameter.offset, firstValues(parameter, seed));
  }

  trainEpoch(order: Int32Array, steps: number, [rates]: readonly EpochRates[]): readonly EpochFigures[] {
    const { memory, data } = this.at;
    const { training, model } = this.program;
    const rows = rowsOfEpoch(order, steps, training, data.training.count);
    memory.integers(training.order, order.length).set(order);
    this.#writeRates(steps, rates as EpochRates);
    runSteps(this.at, training, { offset: training.order, rows }, steps);
    runSteps(this.at, training.closing, { offset: 0, rows: 0 }, 1);
    this.#epoch = { rows, steps };

    const sums = this.#sumsOf(training, steps);
    const weighted = weighLosses(model.loss, sums, training.rows, rows);
    const figures = {
      loss: Math.fround(weighted / rows),
      gradNorm: meanOf(this.batchNorms()),
      // Sums of finite float32 do not overflow in double precision.
      finite: Number.isFinite(weighted) && memory.floats(training.check, 1)[0] === 0,
    };
    return [figures];
  }

  updateBatchNorm(): void {
    const { memory } = this.at;
    const { training, collection } = this.program;
    const { average, order } = training;
    if (!collection || !average || memory.double(average.counters + 8) === 0) return;
    for (const { offset, shape, statistic } of average.buffers.buffers) {
      if (statistic) memory.floats(offset, elements(shape)).fill(statistic.initial);
    }
    const { rows, steps } = this.#epoch;
    runSteps(this.at, collection, { offset: order, rows }, steps);
  }

  evaluate(side: HeldOutSide = "validation"): readonly (number | undefined)[] {
    const { model, evaluation } = this.program;
    const { data } = this.at;
    const order = evaluationOrder(data, side);
    if (order.rows === 0) return [undefined];
    const steps = Math.ceil(order.rows / evaluation.rows);
    runSteps(this.at, evaluation, order, steps);
    const { losses, weights } = this.#sumsOf(evaluation, steps);
    return [reduceLoss(model.loss, sumOf(losses), sumOf(weights), order.rows)];
  }

  trainingMetrics(): Metrics {
    return this.#metricsOf(this.program.training, this.#epoch);
  }

  validationMetrics(): Metrics {
    return this.#evaluatedMetrics(this.at.data.validation.count);
  }

  testMetrics(): Metrics {
    return this.#evaluatedMetrics(this.at.data.test.count);
  }

  #evaluatedMetrics(rows: number): Metrics {
    if (rows === 0) return {};
    const { evaluation } = this.program;
    return this.#metricsOf(evaluation, { rows, steps: Math.ceil(rows / evaluation.rows) });
  }

  #metricsOf({ metrics }: Pass, { rows, steps }: { readonly rows: number; readonly steps: number }): Metrics {
    const figures = this.program.model.metrics.map(({ name, sums, reduce }, index) => {
      const totals = totalsOf(this.at.memory.floats(metrics[index] ?? 0, steps * sums), sums);
      return [name, Math.fround(reduce(totals, rows))];
    });
    return Object.fromEntries(figures);
  }

  #sumsOf({ losses, weights }: Pass, steps: number): LossSums {
    return { losses: this.at.memory.floats(losses, steps), weights: this.at.memory.floats(weights, steps) };
  }

  batchLosses(): Float32Array {
    const { model, training } = this.program;
    const { rows, steps } = this.#epoch;
    const { losses, weights } = this.#sumsOf(training, steps);
    return Float32Array.from(losses, (sum, step) =>
      reduceLoss(model.loss, sum, weights[step] as number, rowsOfStep(step, training.rows, rows)),
    );
  }

  batchNorms(): Float32Array {
    return this.at.memory.floats(this.program.training.norms, this.#epoch.steps);
  }

  read(_run: number, name: string): Float32Array {
    const parameter = find(placedIn(this.program), name);
    return readParameter(this.at.memory, parameter, parameter.offset);
  }

  write(_run: number, name: string, values: Float32Array): void {
    const parameter = find(placedIn(this.program), name);
    writeParameter(this.at.memory, parameter, parameter.offset, values);
  }

  readGradient(_run: number, name: string): Float32Array {
    const parameter = find(this.parameters, name);
    return readParameter(this.at.memory, parameter, parameter.gradient);
  }

  readAverage(_run: number, name: string): Float32Array | undefined {
    const { average } = this.program.training;
    if (average === undefined) return undefined;
    const parameter = find(placedIn(average), name);
    return readParameter(this.at.memory, parameter, parameter.offset);
  }

  snapshot(): Snapshot {
    const { memory } = this.at;
    const { parameters, buffers, training } = this.program;
    const { state } = training;
    return {
      parameters: memory.bytes(parameters.values, parameters.floats * 4).slice(),
      buffers: memory.bytes(buffers.values, buffers.floats * 4).slice(),
      state: memory.bytes(state.from, state.end - state.from).slice(),
    };
  }

  restore({ parameters, buffers, state }: Snapshot): void {
    const { memory } = this.at;
    memory.bytes(this.program.parameters.values, parameters.length).set(parameters);
    memory.bytes(this.program.buffers.values, buffers.length).set(buffers);
    memory.bytes(this.program.training.state.from, state.length).set(state);
  }

  #writeRates(steps: number, { lr, momentum }: EpochRates): void {
    const { training, model } = this.program;
    for (const [index, group] of training.groups.entries()) {
      const own = model.groups[index]?.optimizer;
      fill(this.at.memory.floats(group.lr, steps), lr[index] ?? own?.lr ?? 0);
      fill(this.at.memory.floats(group.momentum, steps), momentum?.[index] ?? own?.momentum ?? 0);
    }
  }
}

/** Parameters and buffers. */
function placedIn({ parameters, buffers }: Pick<Program, "parameters" | "buffers">): readonly PlacedParameter[] {
  return [...parameters.parameters, ...buffers.buffers];
}

function fill(target: Float32Array, rates: number | Float32Array): void {
  if (typeof rates === "number") target.fill(rates);
  else target.set(rates);
}
