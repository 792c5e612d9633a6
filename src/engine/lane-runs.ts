import type { Model } from "../bind/model.ts";
import type { LayerParameter } from "../contracts/layer.ts";
import { baseRatesOf } from "../contracts/optimizer.ts";
import type { Metrics } from "../contracts/record.ts";
import { elements } from "../tape/shape.ts";
import { evaluationOrder, type HeldOutSide } from "./data.ts";
import { type EpochFigures, type EpochRates, reduceLoss, rowsOfEpoch, rowsOfStep } from "./figures.ts";
import { FIRST_METRIC, type LaneTraining, LOSS, laneProgram, NORM, WEIGHT } from "./lane-kernel.ts";
import type { LaneGroupPlaces, LaneProgram } from "./lane-program.ts";
import { find } from "./parameters.ts";
import type { Runs, Snapshot } from "./runs.ts";
import type { Workspace } from "./workspace.ts";

/** Rows of one call: V8 swaps in optimised code only between calls. */
const SLICE = 4000;
/** Of a step's figures: the sum of its targets' weights. */
const WEIGHTS = 2;

/** Runs side by side, one in each lane of SIMD registers. */
export class LaneRuns implements Runs {
  readonly count: number;
  readonly groupNames: readonly string[];
  readonly #lanes: number;
  /** The last epoch: how much of the tape's figures is of now. */
  #epoch = { rows: 0, steps: 0 };
  /** The figures of the last epoch, and of the last evaluation. */
  #trained = new Float32Array(0);
  #evaluated = new Float32Array(0);

  /** @param key names what the runs have in common: see {@link laneKey} */
  constructor(
    private readonly program: LaneProgram,
    private readonly at: Workspace,
    private readonly key: string,
  ) {
    this.count = program.models.length;
    this.groupNames = this.#model.groups.map(({ name }) => name);
    this.#lanes = program.lanes;
  }

  get #model(): Model {
    return this.program.models[0] as Model;
  }

  get batchRows() {
    return this.program.rows;
  }

  get parameters() {
    return this.program.parameters;
  }

  baseRates(run: number) {
    return baseRatesOf((this.program.models[run] as Model).groups.map(({ optimizer }) => optimizer));
  }

  initialise(seed: number): void {
    for (const parameter of this.parameters) {
      const values = this.at.firstValues(parameter, seed);
      for (let run = 0; run < this.count; run++) this.write(run, parameter.name, values);
    }
  }

  trainEpoch(order: Int32Array, steps: number, rates: readonly EpochRates[]): readonly EpochFigures[] {
    const { memory, data } = this.at;
    const { program } = this;
    const rows = rowsOfEpoch(order, steps, program, data.training.count);
    memory.integers(program.order, order.length).set(order);
    const steady = program.groups.map((group, index) => this.#writeFactors(group, index, steps, rates));
    this.#train(rows, steps, steady);
    this.#epoch = { rows, steps };
    this.#trained = this.#totals.slice();
    const check = memory.floats(program.places.check, this.#lanes);
    return rates.map((_, run) => {
      const weighted = this.#weighted(run);
      return {
        loss: Math.fround(weighted / rows),
        gradNorm: Math.fround(this.#total(NORM, run) / steps),
        finite: Number.isFinite(weighted) && check[run] === 0,
      };
    });
  }

  #train(rows: number, steps: number, steady: readonly boolean[]): void {
    const { program } = this;
    const isByRow = program.rows === 1;
    const whole = Math.min(steps, Math.floor(rows / program.rows));
    const slice = Math.max(1, Math.floor(SLICE / program.rows));
    const call = this.#kernel(`training ${isByRow} ${steady}`, { isByRow, groups: this.#groups(steady) });
    this.#totals.fill(0);
    for (let from = 0; from < whole; from += slice)
      this.#run(call, program.order, program.rows, { from, to: Math.min(from + slice, whole) });
    if (whole < steps) this.#run(call, program.order, rows - whole * program.rows, { from: whole, to: steps });
  }

  #groups(steady: readonly boolean[]): LaneTraining["groups"] {
    return this.program.groups.map(({ rules, ...group }, index) => {
      return { ...group, rule: rules[0] as LaneGroupPlaces["rules"][number], isSteady: steady[index] === true };
    });
  }

  #kernel(name: string, training: LaneTraining | undefined): () => void {
    const { program, key } = this;
    const { site, places } = program;
    const rules = program.groups.map(({ rules: [rule], states, factors }) => [
      rule?.update.name,
      rule?.flags,
      states,
      factors,
    ]);
    const names = [name, program.lanes, places, site.data, rules, key];
    return this.at.stepKernels.kernel(JSON.stringify(names), () =>
      laneProgram(training ? site : { ...site, data: this.at.data.validation }, places, training),
    );
  }

  /** Batches of `rows` rows each, from a step's own on. */
  #run(
    call: () => void,
    order: number,
    rows: number,
    { from, to }: { readonly from: number; readonly to: number },
  ): void {
    const { memory } = this.at;
    const { words } = this.program.places;
    const { terms } = this.#model.loss;
    memory.setInteger(words.order, order / 4 + from * this.program.rows);
    memory.setInteger(words.step, from);
    memory.setInteger(words.steps, to - from);
    memory.setInteger(words.rows, rows);
    memory.floats(words.scale, 1)[0] = 1 / (rows * (typeof terms === "number" && terms > 0 ? terms : 1));
    call();
  }

  /** No lane has buffers. */
  updateBatchNorm(): void {}

  evaluate(side: HeldOutSide = "validation"): readonly (number | undefined)[] {
    const { data } = this.at;
    const { models } = this.program;
    const order = evaluationOrder(data, side);
    if (order.rows === 0) return models.map(() => undefined);
    const call = this.#kernel("evaluation", undefined);
    this.#totals.fill(0);
    for (let from = 0; from < order.rows; from += SLICE)
      this.#run(call, order.offset + 4 * from, Math.min(SLICE, order.rows - from), { from: 0, to: 1 });
    this.#evaluated = this.#totals.slice();
    return models.map((_, run) =>
      reduceLoss(this.#model.loss, this.#total(LOSS, run), this.#total(WEIGHT, run), order.rows),
    );
  }

  /** Σ over the epoch's steps of batch loss · rows. */
  #weighted(run: number): number {
    const { terms } = this.#model.loss;
    if (typeof terms === "number" && terms !== 0) return this.#total(LOSS, run) / terms;
    const { rows } = this.#epoch;
    const batch = this.program.rows;
    return this.batchLosses(run).reduce((sum, loss, step) => sum + loss * rowsOfStep(step, batch, rows), 0);
  }

  get #totals(): Float32Array {
    const { totals, figures } = this.program.places;
    return this.at.memory.floats(totals, 2 * figures * this.#lanes);
  }

  /** A figure of the last epoch or evaluation. */
  #total(figure: number, run: number): number {
    const lanes = this.#lanes;
    const pair = this.#totals.subarray(2 * lanes * figure);
    return exactSum(pair[run] as number, pair[lanes + run] as number);
  }

  trainingMetrics(run: number): Metrics {
    return this.#metricsOf(run, this.#trained, this.#epoch.rows);
  }

  validationMetrics(run: number): Metrics {
    const { count } = this.at.data.validation;
    return count === 0 ? {} : this.#metricsOf(run, this.#evaluated, count);
  }

  testMetrics(run: number): Metrics {
    const { count } = this.at.data.test;
    return count === 0 ? {} : this.#metricsOf(run, this.#evaluated, count);
  }

  #metricsOf(run: number, totals: Float32Array, rows: number): Metrics {
    const lanes = this.#lanes;
    let figure = FIRST_METRIC;
    const figures = this.#model.metrics.map(({ name, sums, reduce }) => {
      const own = Array.from({ length: sums }, () => {
        const at = 2 * lanes * figure++ + run;
        return exactSum(totals[at] as number, totals[at + lanes] as number);
      });
      return [name, Math.fround(reduce(own, rows))];
    });
    return Object.fromEntries(figures);
  }

  batchLosses(run: number): Float32Array {
    const { rows } = this.#epoch;
    const { loss } = this.#model;
    const weights = loss.terms === "weights" ? this.#stepsOf(WEIGHTS, run) : undefined;
    return this.#stepsOf(LOSS, run).map((sum, step) =>
      reduceLoss(loss, sum, weights?.[step] ?? 0, rowsOfStep(step, this.program.rows, rows)),
    );
  }

  batchNorms(run: number): Float32Array {
    return this.#stepsOf(NORM, run);
  }

  /** A run's share of float32 [steps, columns, lanes]. */
  #stepsOf(column: number, run: number): Float32Array {
    const { steps } = this.#epoch;
    const lanes = this.#lanes;
    const { steps: offset, columns } = this.program.places;
    const all = this.at.memory.floats(offset, columns * steps * lanes);
    return Float32Array.from({ length: steps }, (_, step) => all[(columns * step + column) * lanes + run] as number);
  }

  read(run: number, name: string): Float32Array {
    const parameter = find(this.parameters, name);
    return this.#read(run, parameter, parameter.offset);
  }

  readGradient(run: number, name: string): Float32Array {
    const parameter = find(this.parameters, name);
    return this.#read(run, parameter, parameter.gradient);
  }

  #read(run: number, { shape }: LayerParameter, offset: number): Float32Array {
    const count = elements(shape);
    const all = this.at.memory.floats(offset, count * this.#lanes);
    return Float32Array.from({ length: count }, (_, index) => all[index * this.#lanes + run] as number);
  }

  write(run: number, name: string, values: Float32Array): void {
    const { shape, offset } = find(this.parameters, name);
    const count = elements(shape);
    const all = this.at.memory.floats(offset, count * this.#lanes);
    for (let index = 0; index < count; index++) all[index * this.#lanes + run] = values[index] as number;
  }

  /** Nothing is averaged in lanes. */
  readAverage(): undefined {}

  snapshot(): Snapshot {
    const { memory } = this.at;
    const { places, values, state } = this.program;
    return {
      parameters: memory.bytes(places.parameters, values * this.#lanes * 4).slice(),
      buffers: new Uint8Array(0),
      state: memory.bytes(state.from, state.end - state.from).slice(),
    };
  }

  restore({ parameters, state }: Snapshot): void {
    const { memory } = this.at;
    memory.bytes(this.program.places.parameters, parameters.length).set(parameters);
    memory.bytes(this.program.state.from, state.length).set(state);
  }

  /**
   * Works out the numbers of a param group's updates, for all steps.
   * @returns whether they are the same at all steps: those of one are written then
   */
  #writeFactors(
    { rules, factors, counters }: LaneGroupPlaces,
    group: number,
    steps: number,
    rates: readonly EpochRates[],
  ): boolean {
    const { memory } = this.at;
    const lanes = this.#lanes;
    const own = rules.map((rule, run) => {
      const { lr, momentum } = (this.program.models[run] as Model).groups[group]?.optimizer ?? { lr: 0, momentum: 0 };
      const { lr: rate, momentum: cycled } = rates[run] ?? { lr: [] };
      return { rule, rate: rate[group] ?? lr, momentum: cycled?.[group] ?? momentum ?? 0 };
    });
    const isSteady = own.every(
      ({ rule, rate, momentum }) => rule.counters === 0 && typeof rate === "number" && typeof momentum === "number",
    );
    const count = (rules[0] as LaneGroupPlaces["rules"][number]).update.factors;
    const table = memory.floats(factors, (isSteady ? 1 : steps) * count * lanes);
    for (const [run, { rule, rate, momentum }] of own.entries()) {
      const counts = memory.doubles(counters + 8 * rule.counters * run, rule.counters);
      for (let step = 0; step < (isSteady ? 1 : steps); step++) {
        const at = {
          rate: typeof rate === "number" ? rate : (rate[step] as number),
          momentum: typeof momentum === "number" ? momentum : (momentum[step] as number),
        };
        for (const [index, factor] of rule.factors(at, counts).entries())
          table[(step * count + index) * lanes + run] = factor;
      }
    }
    return isSteady;
  }
}

/** In double precision, of a sum in two parts. */
const exactSum = (high: number, low: number): number => (Number.isFinite(high) ? high + low : high);
