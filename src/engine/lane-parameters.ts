import type { Lanes, ParameterSpec } from "../contracts/layer.ts";
import type { LaneGroup } from "../contracts/optimizer.ts";
import type { Arena } from "../tape/arena.ts";
import { elements } from "../tape/shape.ts";
import type { Memory } from "./memory.ts";
import { type PlacedParameter, place } from "./parameters.ts";

/** Where the parameters of runs side by side lie, and their gradients: [blocks, values, 4 runs]. */
export interface LaneMemory {
  /** At those of the first run: the others' stand behind, see Lanes. */
  readonly parameters: readonly (PlacedParameter & { readonly lanes: Lanes })[];
  readonly first: number;
  readonly gradients: number;
  /** Of a run. */
  readonly values: number;
  /** The share of each param group. */
  readonly groups: readonly Pick<LaneGroup, "parameters" | "gradients" | "lanes" | "values">[];
}

/** Reserves room for all parameters of runs side by side, as {@link placeParameters}. */
export function placeLanes(
  arena: Arena,
  layers: readonly (readonly ParameterSpec[])[],
  groups: readonly (readonly number[])[],
  blocks: number,
): LaneMemory {
  const specs = layers.flatMap((own, layer) => own.map((spec) => ({ spec, layer })));
  const sizes = specs.map(({ spec }) => elements(spec.shape));
  const sizeOf = (members: readonly number[]) => members.reduce((sum, member) => sum + (sizes[member] as number), 0);
  const values = sizeOf(groups.flat());
  const lanes = { blocks, bytes: values * 16 };
  const first = arena.allocate(values * blocks * 4);
  const gradients = arena.allocate(values * blocks * 4);
  const places: number[] = [];
  let at = 0;
  const shares = groups.map((members) => {
    const share = { parameters: first + at, gradients: gradients + at, lanes, values: sizeOf(members) };
    for (const member of members) {
      places[member] = at;
      at += (sizes[member] as number) * 16;
    }
    return share;
  });
  const parameters = specs.map(({ spec, layer }, index) => {
    const offset = places[index] as number;
    return { ...place({ ...spec, transposed: false }, layer, first + offset, gradients + offset), lanes };
  });
  return { parameters, first, gradients, values, groups: shares };
}

/** A run's values at `offset` (a parameter's own, or its gradient's) in PyTorch's order. */
export function readLane(memory: Memory, parameter: LanePlace, offset: number, run: number): Float32Array {
  const vectors = laneView(memory, parameter, offset, run);
  return Float32Array.from({ length: elements(parameter.shape) }, (_, index) => vectors[index * 4] as number);
}

/** The way back. */
export function writeLane(
  memory: Memory,
  parameter: LanePlace,
  offset: number,
  run: number,
  values: Float32Array,
): void {
  const vectors = laneView(memory, parameter, offset, run);
  for (let index = 0; index < elements(parameter.shape); index++) vectors[index * 4] = values[index] as number;
}

type LanePlace = LaneMemory["parameters"][number];

/** From a run's first value on, where every fourth is the run's. */
function laneView(memory: Memory, { shape, lanes }: LanePlace, offset: number, run: number): Float32Array {
  return memory.floats(offset + (run >> 2) * lanes.bytes + (run & 3) * 4, elements(shape) * 4 - (run & 3));
}
