import { bindModel, type Model } from "../bind/model.ts";
import type { RunConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import type { Forward } from "../contracts/layer.ts";
import type { GroupMemory, ParameterSpan } from "../contracts/optimizer.ts";
import { finiteCheck, gather, gradientNorm } from "../kernels/families/rows.ts";
import { Arena } from "../tape/arena.ts";
import { type Mode, Tape, type Tensor } from "../tape/tape.ts";
import { evaluatedRows, type Rows } from "./data.ts";
import { type Lowered, lower } from "./lower.ts";
import {
  type AverageMemory,
  type BufferMemory,
  type ParameterMemory,
  placeAverage,
  placeBuffers,
  placeParameters,
  stretchesOf,
} from "./parameters.ts";
import type { Site } from "./workspace.ts";

/** Most rows that are evaluated at once: enough to fill the kernels' tiles, few enough to stay in the cache. */
const EVALUATION_ROWS = 256;

/** A tape in its place, with what it reads and writes step by step. */
export interface Pass {
  readonly lowered: Lowered;
  /** Most rows of a batch. */
  readonly rows: number;
  /** Most steps of an epoch. */
  readonly steps: number;
  /** The sum of each step's losses: float32 [steps]. */
  readonly losses: number;
  /** The sum of each step's weights, where the loss has them: float32 [steps]. */
  readonly weights: number;
  /** Each metric's sums, float32 [steps, sums], in the order of the model's metrics. */
  readonly metrics: readonly number[];
}

/** Training compiled. */
export interface TrainingPass extends Pass {
  /** Rows to train on, int32 [training rows]. */
  readonly order: number;
  /** L2 norm of each step's gradients: float32 [steps]. */
  readonly norms: number;
  readonly groups: readonly GroupMemory[];
  /** What the optimizer remembers: [from, end). */
  readonly state: { readonly from: number; readonly end: number };
  /** Parameters and buffers to evaluate on; undefined: those that are trained. */
  readonly average: AverageMemory | undefined;
  /** What is left to do once an epoch is over: a tape of one step without rows. */
  readonly closing: Pass;
  /** What closing leaves: a float32, 0 where all parameters are finite, else NaN. */
  readonly check: number;
}

/** A model compiled: the tapes of a run and the memory it uses, [start, end). */
export interface Program {
  readonly start: number;
  readonly end: number;
  readonly model: Model;
  readonly parameters: ParameterMemory;
  readonly buffers: BufferMemory;
  readonly training: TrainingPass;
  readonly evaluation: Pass;
  /** Collects BatchNorm's statistics for the average, over an epoch's batches. */
  readonly collection: Pass | undefined;
}

interface Compiler {
  readonly arena: Arena;
  readonly model: Model;
  readonly shape: DataShape;
  readonly parameters: Pick<ParameterMemory, "parameters">;
  readonly buffers: BufferMemory;
}

interface TrainingCompiler extends Compiler {
  readonly parameters: ParameterMemory;
}

/** Compiles a run. Throws Misfit where its parts do not fit together. */
export function compile(config: RunConfig, { parts, data, shape, base, cyclesMomentum }: Site): Program {
  const model = bindModel(config, shape, parts);
  const arena = new Arena(base);
  const specs = model.layers.map((layer) => layer.parameters);
  const groups = model.groups.map(({ members }) => members);
  const parameters = placeParameters(arena, specs, groups);
  const buffers = placeBuffers(
    arena,
    model.layers.map((layer) => layer.buffers ?? []),
  );
  const compiler = { arena, model, shape, parameters, buffers };
  const rows = batchRows(config.training, shape);
  const training = compileTraining(compiler, data.training, rows, cyclesMomentum);
  const evaluated = { ...compiler, ...training.average };
  const evaluation = compileEvaluation(evaluated, evaluatedRows(data));
  const collects = model.transforms.average?.collectsStatistics && buffers.buffers.some(({ statistic }) => statistic);
  const collection = collects ? compileCollection(evaluated, data.training, rows) : undefined;
  return { start: base, end: arena.end, model, parameters, buffers, training, evaluation, collection };
}

/** Most rows of a batch. */
export function batchRows({ batch_size }: RunConfig["training"], shape: DataShape): number {
  return batch_size === "full" ? shape.training : Math.min(batch_size, shape.training);
}

function compileTraining(compiler: TrainingCompiler, data: Rows, rows: number, cyclesMomentum: boolean): TrainingPass {
  const { arena, model, parameters, buffers } = compiler;
  const { values, gradients, floats } = parameters;
  const all: ParameterSpan = { parameters: values, gradients, floats };
  const { transforms } = model;
  const steps = Math.ceil(data.count / rows);
  const order = arena.allocate(data.count);
  const norms = arena.allocate(steps);
  const groups = parameters.groups.map((group): GroupMemory => {
    return { ...group, lr: arena.allocate(steps), momentum: arena.allocate(steps), cyclesMomentum };
  });

  const tape = tapeFor(arena, rows, steps);
  const metrics = emitGradients(compiler, tape, data, steps);
  tape.record(gradientNorm({ gradients, floats, norms }));
  const from = arena.end;
  for (const transform of transforms.gradients) transform.emit(tape, all);
  groups.forEach((group, index) => {
    model.groups[index]?.optimizer.emit(tape, group);
  });
  const average = transforms.average && placeAverage(arena, parameters, buffers);
  const closing = new Tape(arena, 0, 1, 0, 0);
  const averaging = transforms.average?.interval === "epoch" ? closing : tape;
  if (average) transforms.average?.emit(averaging, stretchesOf(parameters, buffers, average));
  const state = { from, end: arena.end };
  const check = arena.allocate(1);
  closing.record(finiteCheck({ values, floats, result: check }));
  const ends = finish(arena, closing, 0, []);
  return { ...finish(arena, tape, steps, metrics), order, norms, groups, state, average, closing: ends, check };
}

function compileEvaluation(compiler: Compiler, data: Rows): Pass {
  const { arena } = compiler;
  const atOnce = compiler.model.layers.some((layer) => layer.evaluatesAtOnce);
  const rows = atOnce ? data.count : Math.min(data.count, EVALUATION_ROWS);
  const steps = rows === 0 ? 0 : Math.ceil(data.count / rows);
  const tape = tapeFor(arena, rows, steps);
  const { metrics } = emitForward(compiler, tape, data, steps, "evaluate");
  return finish(arena, tape, steps, metrics);
}

/** The model's way forward, and no loss. */
function compileCollection(compiler: Compiler, data: Rows, rows: number): Pass {
  const steps = Math.ceil(data.count / rows);
  const tape = new Tape(compiler.arena, rows, steps, 0, 0);
  emitModel(compiler, tape, data, "collect");
  return finish(compiler.arena, tape, steps, []);
}

function tapeFor(arena: Arena, rows: number, steps: number): Tape {
  return new Tape(arena, rows, steps, arena.allocate(steps), arena.allocate(steps));
}

function finish(arena: Arena, tape: Tape, steps: number, metrics: Pass["metrics"]): Pass {
  const { rows, losses, weights } = tape;
  return { lowered: lower(tape, arena), rows, steps, losses, weights, metrics };
}

interface Recorded {
  readonly layers: readonly Forward[];
  /** Of the last layer's output; undefined in evaluation. */
  readonly gradient: Tensor | undefined;
  readonly metrics: Pass["metrics"];
}

/** Records a batch's way from the data through the model. */
function emitModel({ model, shape, parameters, buffers }: Compiler, tape: Tape, data: Rows, mode: Mode) {
  const input = tape.tensor(shape.features);
  const targets = tape.tensor(shape.targets);
  tape.record(gather({ table: data.x, target: input.offset, bytes: 4 * input.stride }));
  tape.record(gather({ table: data.y, target: targets.offset, bytes: 4 * targets.stride }));
  let output = input;
  const layers = model.layers.map((plan, index) => {
    const own = <P extends { readonly layer: number }>(all: readonly P[]) => all.filter(({ layer }) => layer === index);
    const forward = plan.forward(tape, output, own(parameters.parameters), mode, own(buffers.buffers));
    output = forward.output;
    return forward;
  });
  return { layers, output, targets };
}

/** Records a batch's way from the data to its loss. */
function emitForward(compiler: Compiler, tape: Tape, data: Rows, steps: number, mode: Mode): Recorded {
  const { arena, model } = compiler;
  const { layers, output, targets } = emitModel(compiler, tape, data, mode);
  const gradient = model.loss.emit(tape, output, targets, mode);
  const metrics = model.metrics.map((metric) => {
    const sums = arena.allocate(steps * metric.sums);
    metric.emit(tape, output, targets, sums);
    return sums;
  });
  return { layers, gradient, metrics };
}

/** Records the way there and back. */
function emitGradients(compiler: Compiler, tape: Tape, data: Rows, steps: number): Pass["metrics"] {
  const { layers, metrics, gradient } = emitForward(compiler, tape, data, steps, "train");
  emitBackward(compiler.model, layers, gradient);
  return metrics;
}

/** Records the way back, to the first layer that learns. @param gradient of the last layer's output */
function emitBackward(model: Pick<Model, "layers">, layers: readonly Forward[], gradient: Tensor | undefined) {
  const learning = model.layers.findIndex((layer) => layer.parameters.length > 0);
  if (learning < 0) throw new Error("the model has no parameters to train");
  for (let index = layers.length - 1; index >= learning; index--) {
    gradient = layers[index]?.backward(gradient as Tensor, index > learning);
  }
}
