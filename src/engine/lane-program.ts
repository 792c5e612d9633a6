import { bindModel, type Model } from "../bind/model.ts";
import type { RunConfig } from "../contracts/config.ts";
import type { UpdateRule } from "../contracts/side-by-side.ts";
import type { LaneCount } from "../kernels/language/values.ts";
import { Arena } from "../tape/arena.ts";
import { elements, floatsOf } from "../tape/shape.ts";
import { batchRows } from "./compile.ts";
import { FIRST_METRIC, type LaneKernelSite, type LaneLayout, type LanePlaces } from "./lane-kernel.ts";
import { type PlacedParameter, place } from "./parameters.ts";
import type { Site } from "./workspace.ts";

/** A param group of runs side by side. */
export interface LaneGroupPlaces {
  readonly members: readonly number[];
  /** Each run's own. */
  readonly rules: readonly UpdateRule[];
  readonly states: number;
  /** float64 [runs, counters] */
  readonly counters: number;
  readonly factors: number;
}

/** Runs side by side, compiled. */
export interface LaneProgram {
  readonly start: number;
  readonly end: number;
  readonly lanes: LaneCount;
  /** Of each run. They differ in the optimizer's numbers. */
  readonly models: readonly Model[];
  /** The parameters of the first run: those of the others are the lanes beside it. */
  readonly parameters: readonly PlacedParameter[];
  readonly values: number;
  readonly places: LanePlaces;
  readonly site: LaneKernelSite;
  /** Most rows of a batch, most steps of an epoch. */
  readonly rows: number;
  readonly steps: number;
  /** Rows to train on, int32 [training rows]. */
  readonly order: number;
  readonly groups: readonly LaneGroupPlaces[];
  /** What the optimizer remembers: [from, end). */
  readonly state: { readonly from: number; readonly end: number };
}

/** The smallest vector that has a lane for each run. */
function lanesFor(runs: number): LaneCount {
  return runs <= 4 ? 4 : runs <= 8 ? 8 : 16;
}

/** Compiles runs whose `laneKey` is the same. */
export function compileLanes(configs: readonly RunConfig[], site: Site): LaneProgram {
  const { parts, data, shape, base, cyclesMomentum } = site;
  const models = configs.map((config) => bindModel(config, shape, parts));
  const [model] = models as [Model];
  const lanes = lanesFor(configs.length);
  const arena = new Arena(base);
  const layout = layoutOf(model, elements(shape.features), elements(shape.targets));
  const values = layout.sizes.reduce((sum, size) => sum + size, 0);
  const rows = batchRows((configs[0] as RunConfig).training, shape);
  const steps = Math.ceil(shape.training / rows);
  const vectors = (count: number) => arena.allocate(count * lanes);
  const columns = model.loss.terms === "weights" ? 3 : 2;
  const figures = FIRST_METRIC + model.metrics.reduce((sum, metric) => sum + metric.sums, 0);
  const places: LanePlaces = {
    parameters: vectors(values),
    gradients: vectors(values),
    steps: vectors(columns * steps),
    columns,
    totals: vectors(2 * figures),
    figures,
    check: vectors(1),
    words: {
      order: arena.allocate(1),
      step: arena.allocate(1),
      steps: arena.allocate(1),
      rows: arena.allocate(1),
      scale: arena.allocate(1),
    },
  };
  const order = arena.allocate(shape.training);
  const from = arena.end;
  const groups = model.groups.map(({ members }, index): LaneGroupPlaces => {
    const rules = models.map(({ groups }) => groups[index]?.optimizer.ruleFor?.(cyclesMomentum) as UpdateRule);
    const [{ update, counters }] = rules as [UpdateRule];
    const own = members.flatMap((member) =>
      Array.from({ length: layout.sizes[member] as number }, (_, value) => (layout.starts[member] as number) + value),
    );
    return {
      members: own,
      rules,
      states: vectors(update.states * own.length),
      counters: arena.allocate(2 * counters * lanes),
      factors: vectors(update.factors * steps),
    };
  });
  const state = { from, end: arena.end };
  const rowBytes = { x: 4 * floatsOf(shape.features), y: 4 * floatsOf(shape.targets) };
  return {
    ...{ start: base, end: arena.end, lanes, models, values, places, rows, steps, order, groups, state },
    parameters: placed(model, layout, places, lanes),
    site: { lanes, model, layout, data: data.training, rowBytes },
  };
}

function layoutOf(model: Model, inputs: number, targets: number): LaneLayout {
  const sizes = model.layers.flatMap(({ parameters }) => parameters.map(({ shape }) => elements(shape)));
  let first = 0;
  const starts = sizes.map((size) => {
    first += size;
    return first - size;
  });
  let from = 0;
  const ofLayer = model.layers.map(({ parameters }) => {
    from += parameters.length;
    return [from - parameters.length, from] as const;
  });
  return { inputs, targets, sizes, starts, ofLayer };
}

function placed(model: Model, { starts }: LaneLayout, places: LanePlaces, lanes: number): readonly PlacedParameter[] {
  const specs = model.layers.flatMap(({ parameters }, layer) => parameters.map((spec) => ({ spec, layer })));
  return specs.map(({ spec, layer }, index) => {
    const at = 4 * lanes * (starts[index] as number);
    return place({ ...spec, transposed: false }, layer, places.parameters + at, places.gradients + at);
  });
}
