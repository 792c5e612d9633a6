import { parameterName } from "../contracts/groups.ts";
import type { BufferSpec, LayerParameter, ParameterSpec, Statistic } from "../contracts/layer.ts";
import type { ParameterSpan } from "../contracts/optimizer.ts";
import type { AverageStretches } from "../contracts/transform.ts";
import { stream } from "../random/rng.ts";
import type { Arena } from "../tape/arena.ts";
import { elements, linesOf, type Shape, stride, widthOf } from "../tape/shape.ts";
import type { Memory } from "./memory.ts";

/** A parameter with what is needed to draw its initial values. */
export interface PlacedParameter extends LayerParameter {
  readonly layer: number;
  /** Within the layer: "weight". */
  readonly localName: string;
  readonly fill: ParameterSpec["fill"];
  /** Which chance fills it. */
  readonly stream: "init" | "dropout";
}

/** What decides the initial values of a parameter or buffer. */
type Initial = Pick<PlacedParameter, "name" | "layer" | "localName" | "fill" | "stream">;

/** Draws a parameter's (or buffer's) values at the start of a run, in PyTorch's order. Overwrites values. */
export function drawInitial(parameter: Initial, seed: number, values: Float32Array): void {
  const { name, layer, localName } = parameter;
  const place = parameter.stream === "init" ? [layer, localName] : name.split(".").slice(0, -1).map(Number);
  parameter.fill(values, stream(seed, parameter.stream, ...place));
}

/** The one of that name, such as "0.weight". */
export function find<P extends LayerParameter>(parameters: readonly P[], name: string): P {
  const parameter = parameters.find((candidate) => candidate.name === name);
  if (!parameter) throw new Error(`no such parameter: ${name}`);
  return parameter;
}

/** Where the parameters of a model lie, and their gradients: two stretches of `floats` values, in the same order. */
export interface ParameterMemory {
  readonly parameters: readonly PlacedParameter[];
  readonly values: number;
  readonly gradients: number;
  readonly floats: number;
  /** The share of each param group, one behind the other. */
  readonly groups: readonly (ParameterSpan & { readonly each: readonly LayerParameter[] })[];
}

export interface PlacedBuffer extends PlacedParameter {
  readonly statistic: Statistic | undefined;
}

/** Where the buffers of a model lie: one stretch of `floats` values. */
export interface BufferMemory {
  readonly buffers: readonly PlacedBuffer[];
  readonly values: number;
  readonly floats: number;
}

/**
 * Reserves room for all parameters of a model, group by group.
 * @param layers each layer's own, in order
 * @param groups the members of each param group: places in the list of all parameters
 */
export function placeParameters(
  arena: Arena,
  layers: readonly (readonly ParameterSpec[])[],
  groups: readonly (readonly number[])[],
): ParameterMemory {
  const specs = layers.flatMap((own, layer) => own.map((spec) => ({ spec, layer })));
  const sizes = specs.map(({ spec }) => floatsOfSpec(spec));
  const sizeOf = (members: readonly number[]) => members.reduce((sum, member) => sum + (sizes[member] as number), 0);
  const floats = sizeOf(groups.flat());
  const values = arena.allocate(floats);
  const gradients = arena.allocate(floats);
  const places: number[] = [];
  let at = 0;
  for (const member of groups.flat()) {
    places[member] = at;
    at += (sizes[member] as number) * 4;
  }
  const parameters = specs.map(({ spec, layer }, index) => {
    const offset = places[index] as number;
    return place(spec, layer, values + offset, gradients + offset);
  });
  const shares = groups.map((members) => {
    const each = members.map((member) => parameters[member] as LayerParameter);
    const [first] = each;
    return {
      parameters: first?.offset ?? values,
      gradients: first?.gradient ?? gradients,
      floats: sizeOf(members),
      each,
    };
  });
  return { parameters, values, gradients, floats, groups: shares };
}

/** A model's running average: the same parameters and buffers once more, with values of their own. */
export interface AverageMemory {
  readonly parameters: ParameterMemory;
  readonly buffers: BufferMemory;
  /** As in {@link AverageStretches}. */
  readonly counters: number;
}

/** Reserves room for the average of a model. */
export function placeAverage(arena: Arena, parameters: ParameterMemory, buffers: BufferMemory): AverageMemory {
  const counters = arena.allocate(4);
  const [values, further] = [arena.allocate(parameters.floats), arena.allocate(buffers.floats)];
  return {
    parameters: { ...parameters, parameters: moved(parameters.parameters, values - parameters.values), values },
    buffers: { ...buffers, buffers: moved(buffers.buffers, further - buffers.values), values: further },
    counters,
  };
}

function moved<P extends LayerParameter>(all: readonly P[], bytes: number): P[] {
  return all.map((own) => ({ ...own, offset: own.offset + bytes }));
}

/** From where to where values go when an average is updated. */
export function stretchesOf(
  { values, floats }: ParameterMemory,
  { buffers, values: first }: BufferMemory,
  average: AverageMemory,
): AverageStretches {
  return {
    parameters: { values, average: average.parameters.values, floats },
    buffers: buffers.map(({ offset, rows, columns, statistic }) => ({
      values: offset,
      average: offset - first + average.buffers.values,
      floats: rows * stride(columns),
      statistic,
    })),
    counters: average.counters,
  };
}

/** Reserves room for all buffers of a model. @param layers each layer's own, in order */
export function placeBuffers(arena: Arena, layers: readonly (readonly BufferSpec[])[]): BufferMemory {
  const values = arena.end;
  const buffers = layers.flatMap((own, layer) =>
    own.map(
      (spec): PlacedBuffer => ({
        ...place({ ...spec, transposed: false }, layer, arena.allocate(floatsOfSpec(spec)), 0),
        stream: spec.stream ?? "init",
        statistic: spec.statistic,
      }),
    ),
  );
  return { buffers, values, floats: (arena.end - values) / 4 };
}

/** Where a parameter lies, from its first value and its gradient's. */
export function place(spec: ParameterSpec, layer: number, offset: number, gradient: number): PlacedParameter {
  const { name: localName, shape, transposed, fill } = spec;
  const own = {
    name: parameterName(layer, localName),
    localName,
    layer,
    shape,
    transposed,
    fill,
    stream: "init" as const,
  };
  return { ...own, ...storage(spec), offset, gradient };
}

interface Stored {
  readonly shape: Shape;
  readonly transposed?: boolean;
  readonly rows?: number;
}

function floatsOfSpec(spec: Stored): number {
  const { rows, columns } = storage(spec);
  return rows * stride(columns);
}

/** Rows and columns as stored: PyTorch's last dimension is contiguous, unless transposed. */
function storage({ shape, transposed, rows }: Stored): { rows: number; columns: number } {
  if (rows !== undefined) return { rows, columns: elements(shape) / rows };
  const last = widthOf(shape);
  const others = linesOf(shape);
  return transposed ? { rows: last, columns: others } : { rows: others, columns: last };
}

/** Copies values in PyTorch's order to the parameter at `offset` (its own, or its gradient's). */
export function writeParameter(memory: Memory, parameter: LayerParameter, offset: number, values: Float32Array): void {
  const target = memory.floats(offset, parameter.rows * stride(parameter.columns));
  forEachPlace(parameter, (stored, index) => {
    target[stored] = values[index] as number;
  });
}

/** The values at `offset` in PyTorch's order. */
export function readParameter(memory: Memory, parameter: LayerParameter, offset: number): Float32Array {
  const source = memory.floats(offset, parameter.rows * stride(parameter.columns));
  const values = new Float32Array(elements(parameter.shape));
  forEachPlace(parameter, (stored, index) => {
    values[index] = source[stored] as number;
  });
  return values;
}

function forEachPlace(parameter: LayerParameter, visit: (stored: number, index: number) => void): void {
  const { rows, columns, transposed } = parameter;
  const step = stride(columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      visit(row * step + column, transposed ? column * rows + row : row * columns + column);
    }
  }
}
