import type { Model } from "../bind/model.ts";
import type { LaneForward, LaneLayer, LaneLoss, LaneMetric, UpdateRule } from "../contracts/side-by-side.ts";
import { addExactly, addPositive, type ExactSum } from "../kernels/families/sums.ts";
import type { Program } from "../kernels/language/instructions.ts";
import { fixed, Kernel, type Pointer } from "../kernels/language/kernel.ts";
import type { Floats, LaneCount, Variable } from "../kernels/language/values.ts";
import type { Rows } from "./data.ts";

/** How the values of a model are counted. */
export interface LaneLayout {
  readonly inputs: number;
  readonly targets: number;
  /** Of each parameter, in the order of the layers: how many values it has, and the number of its first. */
  readonly sizes: readonly number[];
  readonly starts: readonly number[];
  /** Each layer's parameters: [from, end). */
  readonly ofLayer: readonly (readonly [from: number, end: number])[];
}

/** What a kernel finds in the arena, in bytes. Arrays end in a lane for each run. */
export interface LanePlaces {
  /** [values] */
  readonly parameters: number;
  readonly gradients: number;
  /** [steps, columns]: each step's sum of losses, the norm of its gradients and, where a mean is by weights, the sum of these. */
  readonly steps: number;
  readonly columns: number;
  /** [figures, 2]: sums over the steps, high and low parts, see {@link FIRST_METRIC}. */
  readonly totals: number;
  readonly figures: number;
  /** NaN where a parameter is not finite. */
  readonly check: number;
  /** As StepWords; besides an int32, the rows of a batch, and a float32, what scales a slope. */
  readonly words: Readonly<Record<"order" | "step" | "steps" | "rows" | "scale", number>>;
}

/** What a kernel for runs side by side is made for. */
export interface LaneKernelSite {
  readonly lanes: LaneCount;
  readonly model: Model;
  readonly layout: LaneLayout;
  readonly data: Rows;
  /** Bytes of a row. */
  readonly rowBytes: { readonly x: number; readonly y: number };
}

/** How a kernel trains. */
export interface LaneTraining {
  /** Whether each batch is a single row; else the kernel is told how many there are. */
  readonly isByRow: boolean;
  readonly groups: readonly LaneGroup[];
}

interface LaneGroup {
  readonly rule: UpdateRule;
  /** Of the values of all parameters, in their order: those of this group. */
  readonly members: readonly number[];
  /** [states, members, lanes] */
  readonly states: number;
  /** [steps, factors, lanes], or of one step where all have the same. */
  readonly factors: number;
  readonly isSteady: boolean;
}

/** A value that is learnt, and what its update remembers. */
interface Learnt {
  readonly index: number;
  readonly value: Variable<"float">;
  readonly states: readonly Variable<"float">[];
}

/** The figures that a kernel adds up, and where they lie: [figures, 2, lanes], high and low parts. */
class Totals {
  readonly #sums: readonly ExactSum[];

  constructor(
    private readonly kernel: Kernel,
    private readonly offset: number,
    count: number,
  ) {
    const read = (index: number) => kernel.variable(kernel.load(this.#at(index)));
    this.#sums = Array.from({ length: count }, (_, index) => ({ high: read(2 * index), low: read(2 * index + 1) }));
  }

  add(index: number, value: Floats): void {
    addExactly(this.kernel, this.#sums[index] as ExactSum, value);
  }

  /** A value that is never below 0. */
  addPositive(index: number, value: Floats): void {
    addPositive(this.kernel, this.#sums[index] as ExactSum, value);
  }

  save(): void {
    for (const [index, { high, low }] of this.#sums.entries()) {
      this.kernel.store(this.#at(2 * index), high);
      this.kernel.store(this.#at(2 * index + 1), low);
    }
  }

  #at = (index: number) => fixed(this.offset + 4 * this.kernel.lanes * index);
}

/** Goes through the rows of one batch after another; in training it learns from each batch, and keeps what it learnt in registers. */
export function laneProgram(site: LaneKernelSite, places: LanePlaces, training: LaneTraining | undefined): Program {
  const kernel = new Kernel("side by side", site.lanes);
  const totals = new Totals(kernel, places.totals, places.figures);
  const row = new RowKernel(kernel, site, places);
  if (training) new TrainingKernel(kernel, site, places, training, row, totals).emit();
  else
    kernel.repeat(fixed(places.words.rows), () => {
      const { loss, weight } = row.emit(totals);
      totals.add(LOSS, loss);
      if (weight) totals.add(WEIGHT, weight);
    });
  totals.save();
  return kernel.program;
}

class TrainingKernel {
  readonly #values: readonly Variable<"float">[];
  readonly #groups: readonly GroupUpdate[];
  readonly #scale: Floats | undefined;
  readonly #isWeighted: boolean;

  constructor(
    private readonly kernel: Kernel,
    { model: { loss } }: LaneKernelSite,
    private readonly places: LanePlaces,
    private readonly training: LaneTraining,
    private readonly row: RowKernel,
    private readonly totals: Totals,
  ) {
    this.#values = row.values.flat();
    this.#groups = training.groups.map((group) => new GroupUpdate(kernel, group, this.#values, places));
    const isUnscaled = typeof loss.terms !== "number" || loss.terms === 0 || (training.isByRow && loss.terms === 1);
    this.#isWeighted = loss.terms === "weights";
    this.#scale = isUnscaled ? undefined : kernel.splat(fixed(places.words.scale));
  }

  emit(): void {
    const { kernel, places, totals, training } = this;
    const bytes = 4 * kernel.lanes;
    const figures = kernel.row(fixed(places.words.step), places.steps, places.columns * bytes);
    const batch = training.isByRow ? () => this.#byRow() : this.#accumulated();
    kernel.repeat(fixed(places.words.steps), () => {
      const { loss, weight, gradients: own } = batch();
      const gradients = weight ? scaledBy(kernel, own, weight) : own;
      const norm = kernel.sqrt(sumOfSquares(kernel, gradients));
      totals.add(LOSS, loss);
      totals.addPositive(NORM, norm);
      for (const [index, figure] of [loss, norm, weight ?? []].flat().entries())
        kernel.store(figures.at(bytes * index), figure);
      kernel.advance(figures, places.columns * bytes);
      for (const [index, gradient] of gradients.entries()) kernel.store(this.#at(places.gradients, index), gradient);
      for (const group of this.#groups) group.emit(gradients);
    });
    for (const [index, value] of this.#values.entries()) kernel.store(this.#at(places.parameters, index), value);
    for (const group of this.#groups) group.save();
    // 0·x is 0 unless x is NaN or infinite, and then stays NaN.
    const zero = kernel.float(0);
    const check = this.#values.reduce<Floats>((found, value) => kernel.fma(value, zero, found), zero);
    kernel.store(fixed(places.check), check);
  }

  /** A batch of one row. */
  #byRow(): LaneBatch {
    const { kernel, totals } = this;
    const found = new Map<number, Floats>();
    const row = this.row.train(totals, this.#scale, (index, a, b) => {
      found.set(index, b ? kernel.multiply(a, b) : a);
    });
    return { ...row, gradients: this.#values.map((_, index) => found.get(index) ?? kernel.float(0)) };
  }

  /** A batch of as many rows as the kernel is told. */
  #accumulated(): () => LaneBatch {
    const { kernel, totals } = this;
    const zero = kernel.float(0);
    const sum = kernel.variable(zero);
    const weights = this.#isWeighted ? kernel.variable(zero) : undefined;
    const gradients = this.#values.map(() => kernel.variable(zero));
    return () => {
      for (const one of [sum, weights ?? [], ...gradients].flat()) kernel.assign(one, zero);
      kernel.repeat(fixed(this.places.words.rows), () => {
        const { loss, weight } = this.row.train(totals, this.#scale, (index, a, b) => {
          const own = gradients[index] as Variable<"float">;
          if (b) kernel.accumulate(own, a, b);
          else kernel.assign(own, kernel.add(own, a));
        });
        kernel.assign(sum, kernel.add(sum, loss));
        if (weights && weight) kernel.assign(weights, kernel.add(weights, weight));
      });
      return { loss: sum, weight: weights, gradients };
    };
  }

  #at = (from: number, index: number) => fixed(from + 4 * this.kernel.lanes * index);
}

interface LaneBatch {
  /** Σ over its rows. */
  readonly loss: Floats;
  /** Of the targets, where a mean is by weights. */
  readonly weight?: Floats | undefined;
  /** Of each value, scaled as the loss is; by weights it is not scaled yet. */
  readonly gradients: readonly Floats[];
}

/** By the inverse of their weights; where nothing counts, nothing is learnt. */
function scaledBy(kernel: Kernel, gradients: readonly Floats[], weight: Floats): readonly Floats[] {
  const zero = kernel.float(0);
  const scale = kernel.where(kernel.equal(weight, zero), zero, kernel.divide(kernel.float(1), weight));
  return gradients.map((gradient) => kernel.multiply(gradient, scale));
}

/** In four sums: one alone would wait for each addition to end. */
function sumOfSquares(kernel: Kernel, values: readonly Floats[]): Floats {
  const sums: Floats[] = [];
  for (const [index, value] of values.entries()) {
    const sum = sums[index % 4];
    sums[index % 4] = sum ? kernel.fma(value, value, sum) : kernel.multiply(value, value);
  }
  return sums.reduce((sum, one) => kernel.add(sum, one));
}

type LearnAt = (index: number, a: Floats, b: Floats | undefined) => void;

/** A row's way through a model. */
class RowKernel {
  /** Of each parameter. */
  readonly values: readonly (readonly Variable<"float">[])[];
  readonly #order: Pointer;

  constructor(
    private readonly kernel: Kernel,
    private readonly site: LaneKernelSite,
    places: LanePlaces,
  ) {
    const at = (index: number) => fixed(places.parameters + 4 * kernel.lanes * index);
    const { sizes, starts } = site.layout;
    this.values = sizes.map((size, parameter) =>
      Array.from({ length: size }, (_, index) =>
        kernel.variable(kernel.load(at((starts[parameter] as number) + index))),
      ),
    );
    this.#order = kernel.row(fixed(places.words.order), 0, 4);
  }

  /** Reads the next row, takes it there, and adds up its metrics. */
  emit(totals: Totals) {
    const { kernel, site } = this;
    const order = this.#order;
    const { model, data, rowBytes, layout } = site;
    const x = kernel.row(order.at(), data.x, rowBytes.x);
    const y = kernel.row(order.at(), data.y, rowBytes.y);
    kernel.advance(order, 4);
    let values: readonly Floats[] = Array.from({ length: layout.inputs }, (_, index) => kernel.splat(x.at(4 * index)));
    const targets = Array.from({ length: layout.targets }, (_, index) => kernel.splat(y.at(4 * index)));
    const layers = model.layers.map(({ lane }, layer): LaneForward => {
      const [from, end] = layout.ofLayer[layer] as readonly [number, number];
      const forward = (lane as LaneLayer).forward(kernel, values, this.values.slice(from, end));
      values = forward.outputs;
      return forward;
    });
    const { loss, slopes, weight } = (model.loss.lane as LaneLoss)(kernel, values, targets);
    let figure = FIRST_METRIC;
    for (const { lane } of model.metrics)
      for (const terms of (lane as LaneMetric)(kernel, values, targets)) {
        for (const term of terms) totals.add(figure, term);
        figure++;
      }
    return { layers, loss, slopes, ...(model.loss.terms === "weights" && { weight }) };
  }

  /** The same, and back again. */
  train(totals: Totals, scale: Floats | undefined, learn: LearnAt): Pick<LaneBatch, "loss" | "weight"> {
    const { kernel, site } = this;
    const { layout, model } = site;
    const { layers, slopes, ...row } = this.emit(totals);
    let gradients: readonly Floats[] = scale ? slopes.map((slope) => kernel.multiply(slope, scale)) : slopes;
    const first = model.layers.findIndex(({ parameters }) => parameters.length > 0);
    for (let layer = layers.length - 1; layer >= first; layer--) {
      const [from] = layout.ofLayer[layer] as readonly [number, number];
      const own: Parameters<LaneForward["backward"]>[1] = (parameter, index, a, b) =>
        learn((layout.starts[from + parameter] as number) + index, a, b);
      gradients = (layers[layer] as LaneForward).backward(gradients, own, layer > first);
    }
    return row;
  }
}

/** Places of the sums: of the losses, of the norms (in evaluation of the targets' weights), then of the metrics. */
export const LOSS = 0;
export const NORM = 1;
export const WEIGHT = 1;
export const FIRST_METRIC = 2;

/** The update of a param group. */
class GroupUpdate {
  readonly #learnt: readonly Learnt[];
  readonly #steady: readonly Floats[] | undefined;
  readonly #factors: Pointer | undefined;

  constructor(
    private readonly kernel: Kernel,
    private readonly group: LaneGroup,
    values: readonly Variable<"float">[],
    { words }: LanePlaces,
  ) {
    const { rule, members, factors, isSteady } = group;
    const bytes = 4 * kernel.lanes;
    this.#learnt = members.map((member, index) => ({
      index: member,
      value: values[member] as Variable<"float">,
      states: Array.from({ length: rule.update.states }, (_, state) =>
        kernel.variable(kernel.load(fixed(this.#stateAt(state, index)))),
      ),
    }));
    const numbers = Array.from({ length: rule.update.factors }, (_, index) => index);
    if (isSteady) this.#steady = numbers.map((index) => kernel.load(fixed(factors + bytes * index)));
    else this.#factors = kernel.row(fixed(words.step), factors, bytes * rule.update.factors);
  }

  /** @param gradients of all values */
  emit(gradients: readonly Floats[]): void {
    const { kernel, group } = this;
    const { update, flags } = group.rule;
    const bytes = 4 * kernel.lanes;
    const pointer = this.#factors;
    const numbers = Array.from({ length: update.factors }, (_, index) => index);
    const factors = this.#steady ?? numbers.map((index) => kernel.load((pointer as Pointer).at(bytes * index)));
    if (pointer) kernel.advance(pointer, bytes * update.factors);
    for (const { index, value, states } of this.#learnt) {
      const vectors = { p: value, g: gradients[index] as Floats, states };
      const [next, ...memory] = update.formula(kernel, vectors, factors, flags);
      kernel.assign(value, next);
      for (const [state, own] of states.entries()) kernel.assign(own, memory[state] as Floats);
    }
  }

  save(): void {
    for (const [index, { states }] of this.#learnt.entries())
      for (const [state, value] of states.entries()) this.kernel.store(fixed(this.#stateAt(state, index)), value);
  }

  #stateAt(state: number, index: number): number {
    return this.group.states + 4 * this.kernel.lanes * (state * this.group.members.length + index);
  }
}
