import { bindModel, type Model } from "../bind/model.ts";
import type { RunConfig } from "../contracts/config.ts";
import type { LaneGroup, LaneUpdate } from "../contracts/optimizer.ts";
import { putLane, takeLane } from "../layers/families/emit-lanes.ts";
import { Arena } from "../tape/arena.ts";
import { fuseRegression } from "../tape/fuse.ts";
import { Op } from "../tape/op.ts";
import { type Constant, type Mode, Tape, type Tensor } from "../tape/tape.ts";
import { batchRows, EVALUATION_ROWS, emitBackward, emitModel, type Pass, type PlacedModel } from "./compile.ts";
import { evaluatedRows, type Rows } from "./data.ts";
import { type LaneMemory, placeLanes } from "./lane-parameters.ts";
import { lower } from "./lower.ts";
import type { Site } from "./workspace.ts";

/** Where the losses of a tape's runs are found: all in one place, see LaneSums, or each run's for itself, see Pass. */
export type LaneLosses =
  | { readonly kind: "together"; readonly batches: number; readonly epoch: number }
  | { readonly kind: "each"; readonly runs: readonly { readonly losses: number; readonly weights: number }[] };

/** A tape of runs side by side. */
export interface LanePass extends Pick<Pass, "words" | "operations" | "lowered"> {
  readonly tape: number;
  readonly constants: readonly Constant[];
  /** Most rows of a batch, most steps of an epoch. */
  readonly rows: number;
  readonly steps: number;
  readonly losses: LaneLosses;
  /** By run: as in Pass. */
  readonly metrics: readonly (readonly number[])[];
}

export interface LaneTrainingPass extends LanePass {
  /** Rows to train on, int32 [training rows]. */
  readonly order: number;
  /** L2 norms of each step's gradients, float32 [steps, blocks, 4], and their sums, float64 [blocks, 4]. */
  readonly norms: number;
  readonly normSums: number;
  readonly groups: readonly LaneGroup[];
  /** What the optimizer remembers: [from, end). */
  readonly state: { readonly from: number; readonly end: number };
}

/** Runs side by side, compiled: run r in lane r mod 4 of block ⌊r / 4⌋. */
export interface LaneProgram {
  readonly start: number;
  readonly end: number;
  readonly blocks: number;
  /** Of each run. They differ in the optimizer's options. */
  readonly models: readonly Model[];
  readonly parameters: LaneMemory;
  readonly training: LaneTrainingPass;
  readonly evaluation: LanePass;
}

interface Compiler extends PlacedModel {
  readonly arena: Arena;
  readonly models: readonly Model[];
  readonly model: Model;
  readonly blocks: number;
  readonly parameters: LaneMemory;
}

/** Compiles runs whose `laneKey` is the same. */
export function compileLanes(configs: readonly RunConfig[], site: Site): LaneProgram {
  const { parts, data, shape, base, cyclesMomentum } = site;
  const models = configs.map((config) => bindModel(config, shape, parts));
  const [model] = models as [Model];
  const blocks = Math.ceil(configs.length / 4);
  const arena = new Arena(base);
  const members = model.groups.map((group) => group.members);
  const parameters = placeLanes(
    arena,
    model.layers.map((layer) => layer.parameters),
    members,
    blocks,
  );
  const compiler = { arena, models, model, blocks, shape, parameters, buffers: { buffers: [] } };
  const rows = batchRows((configs[0] as RunConfig).training, shape);
  const training = compileTraining(compiler, data.training, rows, cyclesMomentum);
  const evaluation = compileEvaluation(compiler, evaluatedRows(data));
  return { start: base, end: arena.end, blocks, models, parameters, training, evaluation };
}

function compileTraining(compiler: Compiler, data: Rows, rows: number, cyclesMomentum: boolean): LaneTrainingPass {
  const { arena, model, models, blocks, parameters } = compiler;
  const { gradients, values } = parameters;
  const steps = Math.ceil(data.count / rows);
  const order = arena.allocate(data.count);
  const norms = arena.allocate(steps * blocks * 4);
  const normSums = arena.allocate(blocks * 8);
  const rates = () => arena.allocate(4 + steps * blocks * 4);
  const isWhole = parameters.groups.length === 1;
  const groups = parameters.groups.map((group) => {
    return {
      ...group,
      lr: rates(),
      momentum: rates(),
      cyclesMomentum,
      norms: isWhole ? { each: norms, sums: normSums } : undefined,
    };
  });

  const tape = new Tape(arena, rows, steps, 0, 0);
  const { layers, output, targets } = emitModel(compiler, tape, data, "train", true);
  const { losses, metrics, gradient } = emitLosses(compiler, tape, { output, targets }, steps, "train");
  emitBackward(model, layers, gradient);
  if (!isWhole) tape.record(Op.LaneNorm, gradients, values, blocks, norms, normSums);
  const from = arena.end;
  groups.forEach((group, index) => {
    const updates = models.map(({ groups }) => groups[index]?.optimizer.sideBySide as LaneUpdate);
    updates[0]?.emit(
      tape,
      group,
      updates.map(({ options }) => options),
    );
  });
  const state = { from, end: arena.end };
  return { ...finish(arena, tape), rows, steps, losses, metrics, order, norms, normSums, groups, state };
}

function compileEvaluation(compiler: Compiler, data: Rows): LanePass {
  const { arena } = compiler;
  const rows = Math.min(data.count, EVALUATION_ROWS);
  const steps = rows === 0 ? 0 : Math.ceil(data.count / rows);
  const tape = new Tape(arena, rows, steps, 0, 0);
  const { output, targets } = emitModel(compiler, tape, data, "evaluate", true);
  const { losses, metrics } = emitLosses(compiler, tape, { output, targets }, steps, "evaluate");
  return { ...finish(arena, tape), rows, steps, losses, metrics };
}

function finish(arena: Arena, tape: Tape): Pick<LanePass, "words" | "operations" | "lowered" | "tape" | "constants"> {
  tape.record(Op.End);
  const { operations, constants } = tape;
  const words = tape.rows === 1 ? fuseRegression(tape.words) : tape.words;
  const lowered = lower(words, operations, arena);
  return { words, operations, lowered, tape: arena.allocate(lowered.words.length), constants };
}

interface Recorded extends Pick<LanePass, "losses" | "metrics"> {
  /** Of the output; undefined in evaluation. */
  readonly gradient: Tensor | undefined;
}

interface Outcome {
  readonly output: Tensor;
  readonly targets: Tensor;
}

/** Records the losses of all runs, and their metrics: run by run, unless the loss knows better. */
function emitLosses(compiler: Compiler, tape: Tape, { output, targets }: Outcome, steps: number, mode: Mode): Recorded {
  const { arena, models, model, blocks } = compiler;
  const { loss } = model;
  const own = models.map((_, run) => lazily(() => takeLane(tape, output, run)));
  const recorded = loss.emitLanes ? emitTogether() : emitEach(own.map((take) => take()));
  const metrics = own.map((take) =>
    model.metrics.map((metric) => {
      const sums = arena.allocate(steps * metric.sums);
      metric.emit(tape, take(), targets, sums);
      return sums;
    }),
  );
  return { ...recorded, metrics };

  function emitTogether() {
    const batches = arena.allocate(steps * blocks * 4);
    const epoch = arena.allocate(blocks * 8);
    const gradient = loss.emitLanes?.(tape, output, targets, mode, { batches, epoch });
    return { losses: { kind: "together" as const, batches, epoch }, gradient };
  }

  function emitEach(outputs: readonly Tensor[]) {
    const gradient = mode === "train" ? tape.tensor(output.shape, output.lanes) : undefined;
    const runs = outputs.map((alone, run) => {
      const [losses, weights] = [arena.allocate(steps), arena.allocate(steps)];
      const slope = loss.emit(tape.recordingAt(losses, weights), alone, targets, mode);
      if (gradient && slope) putLane(tape, gradient, run, slope);
      return { losses, weights };
    });
    return { losses: { kind: "each" as const, runs }, gradient };
  }
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
