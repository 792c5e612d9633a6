import type { RunConfig } from "../definition/config.ts";
import type { DataShape } from "../definition/dataset.ts";
import type { Forward, Parameter } from "../definition/layer.ts";
import type { GroupMemory } from "../definition/optimizer.ts";
import { Arena } from "../tape/arena.ts";
import { Op } from "../tape/op.ts";
import { type Mode, Tape, type Tensor } from "../tape/tape.ts";
import type { LoadedData, Rows } from "./data.ts";
import { bindModel, type Model } from "./model.ts";
import { type ParameterMemory, placeParameters } from "./parameters.ts";

/** Most rows that are evaluated at once: enough to fill the kernels' tiles, few enough to stay in the cache. */
const EVALUATION_ROWS = 256;

/** A tape in its place, with what it reads and writes step by step. */
export interface Pass {
  readonly words: Int32Array;
  readonly tape: number;
  /** Most rows of a batch. */
  readonly rows: number;
  /** Most steps of an epoch. */
  readonly steps: number;
  /** The sum of each step's losses: float64 [steps]. */
  readonly losses: number;
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
}

/** A model compiled: the tapes of a run and the memory it uses, [start, end). */
export interface Program {
  readonly start: number;
  readonly end: number;
  readonly model: Model;
  readonly parameters: ParameterMemory;
  readonly training: TrainingPass;
  readonly evaluation: Pass;
}

interface Compiler {
  readonly arena: Arena;
  readonly model: Model;
  readonly shape: DataShape;
  readonly parameters: ParameterMemory;
}

/**
 * Compiles a run. Throws Misfit where its parts do not fit together.
 * @param base first free byte of memory, behind the data
 * @param cyclesMomentum whether a schedule sets momentum step by step
 */
export function compile(
  config: RunConfig,
  shape: DataShape,
  data: LoadedData,
  base: number,
  cyclesMomentum: boolean,
): Program {
  const model = bindModel(config, shape);
  const arena = new Arena(base);
  const specs = model.layers.map((layer) => layer.parameters);
  const parameters = placeParameters(arena, specs);
  const compiler = { arena, model, shape, parameters };
  const { batch_size } = config.training;
  const rows = batch_size === "full" ? shape.training : Math.min(batch_size, shape.training);
  const training = compileTraining(compiler, data.training, rows, cyclesMomentum);
  const evaluation = compileEvaluation(compiler, data.validation);
  return { start: base, end: arena.end, model, parameters, training, evaluation };
}

function compileTraining(compiler: Compiler, data: Rows, rows: number, cyclesMomentum: boolean): TrainingPass {
  const { arena, model, parameters } = compiler;
  const { values, gradients, floats } = parameters;
  const steps = Math.ceil(data.count / rows);
  const order = arena.allocate(data.count);
  const norms = arena.allocate(steps);
  const [lr, momentum] = [arena.allocate(steps), arena.allocate(steps)];
  const group: GroupMemory = { parameters: values, gradients, floats, lr, momentum, cyclesMomentum };

  const tape = new Tape(arena, rows, arena.allocate(steps * 2));
  emitGradients(compiler, tape, data);
  tape.record(Op.GradientNorm, gradients, floats, norms);
  const from = arena.end;
  model.optimizer.emit(tape, group);
  const state = { from, end: arena.end };
  return { ...finish(arena, tape, steps), order, norms, groups: [group], state };
}

function compileEvaluation(compiler: Compiler, data: Rows): Pass {
  const { arena } = compiler;
  const rows = Math.min(data.count, EVALUATION_ROWS);
  const steps = Math.ceil(data.count / EVALUATION_ROWS);
  const tape = new Tape(arena, rows, arena.allocate(steps * 2));
  emitForward(compiler, tape, data, "evaluate");
  return finish(arena, tape, steps);
}

function finish(arena: Arena, tape: Tape, steps: number): Pass {
  tape.record(Op.End);
  const { words, rows, losses } = tape;
  return { words, tape: arena.allocate(words.length), rows, steps, losses };
}

interface Recorded {
  readonly layers: readonly Forward[];
  /** Of the last layer's output; undefined in evaluation. */
  readonly gradient: Tensor | undefined;
}

/** Records a batch's way from the data to its loss. */
function emitForward({ model, shape, parameters }: Compiler, tape: Tape, data: Rows, mode: Mode): Recorded {
  const input = tape.tensor(shape.features);
  const targets = tape.tensor(shape.targets);
  tape.record(Op.Gather, data.x, input.offset, input.stride / 4, data.y, targets.offset, targets.stride / 4);
  let output = input;
  const layers = model.layers.map((layer, index) => {
    const own: Parameter[] = parameters.parameters.filter((parameter) => parameter.layer === index);
    const forward = layer.forward(tape, output, own, mode);
    output = forward.output;
    return forward;
  });
  return { layers, gradient: model.loss.emit(tape, output, targets, mode) };
}

/** Records the way there and back. */
function emitGradients(compiler: Compiler, tape: Tape, data: Rows): void {
  const recorded = emitForward(compiler, tape, data, "train");
  const learning = compiler.model.layers.findIndex((layer) => layer.parameters.length > 0);
  if (learning < 0) throw new Error("the model has no parameters to train");
  let gradient = recorded.gradient;
  for (let index = recorded.layers.length - 1; index >= learning; index--) {
    gradient = recorded.layers[index]?.backward(gradient as Tensor, index > learning);
  }
}
