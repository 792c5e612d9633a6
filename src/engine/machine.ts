import type { RunConfig } from "../definition/config.ts";
import type { DataShape, Samples } from "../definition/dataset.ts";
import type { Parameter } from "../definition/layer.ts";
import { baseRatesOf } from "../definition/optimizer.ts";
import type { Metrics } from "../definition/record.ts";
import { stream } from "../definition/rng.ts";
import type { Rates } from "../definition/scheduler.ts";
import { Arena } from "../tape/arena.ts";
import { elements } from "../tape/shape.ts";
import { compile, type Pass, type Program } from "./compile.ts";
import { type LoadedData, placeData, writeRows } from "./data.ts";
import {
  type EpochFigures,
  type EpochRates,
  type LossSums,
  meanOf,
  reduceLoss,
  rowsOfStep,
  sumOf,
  weighLosses,
} from "./figures.ts";
import { Memory } from "./memory.ts";
import { type PlacedParameter, readParameter, writeParameter } from "./parameters.ts";
import { instantiate, type Kernels, runSteps } from "./wasm.ts";

/** What of a run survives its machine. */
export interface Snapshot {
  readonly parameters: Uint8Array;
  readonly buffers: Uint8Array;
  readonly state: Uint8Array;
}

interface Loaded extends LoadedData {
  readonly sources: readonly [training: Samples, validation: Samples | undefined];
  readonly shape: DataShape;
  readonly end: number;
}

/** Trains one run after another in one memory; a run's bits depend on nothing but its own configuration and data. */
export class Machine {
  readonly #memory = new Memory();
  readonly #kernels: Kernels = instantiate(this.#memory.wasm);
  #data: Loaded | undefined;
  #program: Program | undefined;
  /** The last epoch: how much of the tape's figures is of now. */
  #epoch = { rows: 0, steps: 0 };

  /** Brings data into memory, where they stay until others come; the same objects again cost nothing. */
  load(training: Samples, validation: Samples | undefined, shape: DataShape): void {
    const loaded = this.#data?.sources;
    if (loaded?.[0] === training && loaded[1] === validation) return;
    this.#program = undefined;
    this.#data = undefined;
    const arena = new Arena(this.#kernels.heapBase());
    const data = placeData(arena, shape);
    this.#memory.reserve(arena.end);
    writeRows(this.#memory, data.training, training, shape);
    if (validation) writeRows(this.#memory, data.validation, validation, shape);
    const inOrder = this.#memory.integers(data.inOrder, data.validation.count);
    for (let row = 0; row < inOrder.length; row++) inOrder[row] = row;
    this.#data = { ...data, sources: [training, validation], shape, end: arena.end };
  }

  /** Replaces the rows to train on by as many others: for data drawn anew each epoch. */
  replaceTraining(training: Samples): void {
    const data = this.#loaded;
    writeRows(this.#memory, data.training, training, data.shape);
    this.#data = { ...data, sources: [training, data.sources[1]] };
  }

  /**
   * Sets up a run on the data loaded; everything is zero then. Throws Misfit where parts do not fit together.
   * @param cyclesMomentum whether the rates of the epochs will set momentum, too
   */
  prepare(config: RunConfig, cyclesMomentum = false): void {
    const data = this.#loaded;
    const program = compile(config, data.shape, data, data.end, cyclesMomentum);
    this.#memory.reserve(program.end);
    this.#memory.clear(program.start, program.end);
    const { training, evaluation, collection } = program;
    for (const { tape, words, constants } of [training, evaluation, training.closing ?? [], collection ?? []].flat()) {
      this.#memory.integers(tape, words.length).set(words);
      for (const { offset, values } of constants) this.#memory.write(offset, values);
    }
    this.#program = program;
    this.#epoch = { rows: 0, steps: 0 };
  }

  /** Draws the initial parameters of a seed, and fills the buffers. */
  initialise(seed: number): void {
    for (const parameter of placedIn(this.#prepared)) {
      const { name, layer, localName } = parameter;
      const values = this.read(name);
      const place = parameter.stream === "init" ? [layer, localName] : name.split(".").slice(0, -1).map(Number);
      parameter.fill(values, stream(seed, parameter.stream, ...place));
      this.write(name, values);
    }
  }

  get parameters(): readonly Parameter[] {
    return this.#prepared.parameters.parameters;
  }

  /** Sets a parameter or buffer, such as "0.weight", to values in PyTorch's order. */
  write(name: string, values: Float32Array): void {
    const parameter = this.#parameter(name);
    writeParameter(this.#memory, parameter, parameter.offset, values);
  }

  /** A parameter's or buffer's values in PyTorch's order. */
  read(name: string): Float32Array {
    const parameter = this.#parameter(name);
    return readParameter(this.#memory, parameter, parameter.offset);
  }

  /** The running average of a parameter or buffer, which is what is evaluated; undefined where there is none. */
  readAverage(name: string): Float32Array | undefined {
    const { average } = this.#prepared.training;
    if (average === undefined) return undefined;
    const parameter = this.#parameter(name, average);
    return readParameter(this.#memory, parameter, parameter.offset);
  }

  /** A parameter's gradient at the last step, in PyTorch's order. */
  readGradient(name: string): Float32Array {
    const parameter = this.#parameter(name);
    return readParameter(this.#memory, parameter, parameter.gradient);
  }

  /** The names of the param groups, in order. */
  get groupNames(): readonly string[] {
    return this.#prepared.model.groups.map(({ name }) => name);
  }

  /** The optimizers' own rates, one per param group: PyTorch's initial_lr, and momentum where every group has one. */
  get baseRates(): Rates {
    return baseRatesOf(this.#prepared.model.groups.map(({ optimizer }) => optimizer));
  }

  /** Most rows of a batch: batch_size, unless there are fewer. */
  get batchRows(): number {
    return this.#prepared.training.rows;
  }

  /**
   * Trains for an epoch.
   * @param order the rows to train on, batch by batch
   * @param steps how many batches; the last one may be short, rows beyond it are left out (drop_last)
   * @param rates per param group, for the epoch or for each of its steps
   */
  trainEpoch(order: Int32Array, steps: number, rates: EpochRates): EpochFigures {
    const program = this.#prepared;
    const { training, parameters } = program;
    const { count } = this.#loaded.training;
    if (order.length > count) throw new Error(`an order of ${order.length} rows, but there are ${count} to train on`);
    const rows = Math.min(order.length, steps * training.rows);
    this.#memory.integers(training.order, order.length).set(order);
    this.#writeRates(program, steps, rates);
    runSteps(this.#kernels, training, { offset: training.order, rows }, steps);
    if (training.closing) this.#kernels.run(training.closing.tape, 0, 0, 0, 1);
    this.#epoch = { rows, steps };

    const sums = this.#sumsOf(training, steps);
    const weighted = weighLosses(program.model.loss, sums, training.rows, rows);
    return {
      loss: Math.fround(weighted / rows),
      gradNorm: meanOf(this.batchNorms),
      // Sums of finite float32 do not overflow in double precision.
      finite: Number.isFinite(weighted) && this.#kernels.allFinite(parameters.values, parameters.floats) === 1,
    };
  }

  /**
   * Collects BatchNorm's statistics of the running average anew, over the last epoch's batches, where averaging asks for
   * it and has begun. For the end of training. torch.optim.swa_utils.update_bn.
   */
  updateBatchNorm(): void {
    const { training, collection } = this.#prepared;
    const { average, order } = training;
    if (!collection || !average || this.#memory.double(average.counters + 8) === 0) return;
    for (const { offset, shape, statistic } of average.buffers.buffers) {
      if (statistic) this.#memory.floats(offset, elements(shape)).fill(statistic.initial);
    }
    const { rows, steps } = this.#epoch;
    runSteps(this.#kernels, collection, { offset: order, rows }, steps);
  }

  /** Mean (or sum) of the loss over all rows held out, in evaluation mode; undefined where there are none. float32. */
  evaluate(): number | undefined {
    const { model, evaluation } = this.#prepared;
    const { inOrder, validation } = this.#loaded;
    if (validation.count === 0) return undefined;
    runSteps(this.#kernels, evaluation, { offset: inOrder, rows: validation.count }, evaluation.steps);
    const { losses, weights } = this.#sumsOf(evaluation, evaluation.steps);
    return reduceLoss(model.loss, sumOf(losses), sumOf(weights), validation.count);
  }

  /** The metrics over the last epoch, from before each update. float32. */
  get trainingMetrics(): Metrics {
    return this.#metricsOf(this.#prepared.training, this.#epoch);
  }

  /** The metrics at the last evaluation; none where no rows are held out. float32. */
  get validationMetrics(): Metrics {
    if (this.#loaded.validation.count === 0) return {};
    const { evaluation } = this.#prepared;
    return this.#metricsOf(evaluation, { rows: this.#loaded.validation.count, steps: evaluation.steps });
  }

  #metricsOf({ metrics }: Pass, { rows, steps }: { readonly rows: number; readonly steps: number }): Metrics {
    const figures = this.#prepared.model.metrics.map(({ name, reduce }, index) => {
      const sums = metrics[index] ?? [];
      const totals = sums.map((offset) => sumOf(this.#memory.doubles(offset, steps)));
      return [name, Math.fround(reduce(totals, rows))];
    });
    return Object.fromEntries(figures);
  }

  #sumsOf({ losses, weights }: Pass, steps: number): LossSums {
    return { losses: this.#memory.doubles(losses, steps), weights: this.#memory.doubles(weights, steps) };
  }

  /** The batch losses of the last epoch, in order. */
  get batchLosses(): Float32Array {
    const { model, training } = this.#prepared;
    const { rows, steps } = this.#epoch;
    const { losses, weights } = this.#sumsOf(training, steps);
    return Float32Array.from(losses, (sum, step) =>
      reduceLoss(model.loss, sum, weights[step] as number, rowsOfStep(step, training.rows, rows)),
    );
  }

  /** The L2 norms of the last epoch's gradients, in order. A view, valid until the next call. */
  get batchNorms(): Float32Array {
    return this.#memory.floats(this.#prepared.training.norms, this.#epoch.steps);
  }

  /** Parameters, buffers and the optimizer's memory, for {@link restore}. */
  snapshot(): Snapshot {
    const { parameters, buffers, training } = this.#prepared;
    const { state } = training;
    return {
      parameters: this.#memory.bytes(parameters.values, parameters.floats * 4).slice(),
      buffers: this.#memory.bytes(buffers.values, buffers.floats * 4).slice(),
      state: this.#memory.bytes(state.from, state.end - state.from).slice(),
    };
  }

  /** Continues from a snapshot of a run of the same configuration. */
  restore({ parameters, buffers, state }: Snapshot): void {
    const program = this.#prepared;
    this.#memory.bytes(program.parameters.values, parameters.length).set(parameters);
    this.#memory.bytes(program.buffers.values, buffers.length).set(buffers);
    this.#memory.bytes(program.training.state.from, state.length).set(state);
  }

  #writeRates({ training, model }: Program, steps: number, { lr, momentum }: EpochRates): void {
    for (const [index, group] of training.groups.entries()) {
      const own = model.groups[index]?.optimizer;
      fill(this.#memory.floats(group.lr, steps), lr[index] ?? own?.lr ?? 0);
      fill(this.#memory.floats(group.momentum, steps), momentum?.[index] ?? own?.momentum ?? 0);
    }
  }

  #parameter(name: string, memory: ModelMemory = this.#prepared): PlacedParameter {
    const parameter = placedIn(memory).find((candidate) => candidate.name === name);
    if (!parameter) throw new Error(`no such parameter: ${name}`);
    return parameter;
  }

  get #loaded(): Loaded {
    if (!this.#data) throw new Error("no data are loaded");
    return this.#data;
  }

  get #prepared(): Program {
    if (!this.#program) throw new Error("no run is prepared");
    return this.#program;
  }
}

type ModelMemory = Pick<Program, "parameters" | "buffers">;

/** Parameters and buffers. */
function placedIn({ parameters, buffers }: ModelMemory): readonly PlacedParameter[] {
  return [...parameters.parameters, ...buffers.buffers];
}

function fill(target: Float32Array, rates: number | Float32Array): void {
  if (typeof rates === "number") target.fill(rates);
  else target.set(rates);
}
