import type { TProperties } from "typebox";
import type { Rng } from "../random/rng.ts";
import type { Shape } from "../tape/shape.ts";
import type { Mode, Tape, Tensor } from "../tape/tape.ts";
import type { PartConfig } from "./config.ts";
import { idling, type Part, type PartDefinition, type PartsOf, type Resolved, resolved } from "./part.ts";
import type { LaneLayer } from "./side-by-side.ts";

/** A parameter before it has a place: named, shaped and filled as in PyTorch's state_dict. */
export interface ParameterSpec {
  /** Within the layer: "weight". */
  readonly name: string;
  /** PyTorch's: [out, in] for Linear's weight. */
  readonly shape: Shape;
  /** Matrices whose kernels want [in, out] are stored transposed. Readers and writers see PyTorch's order. */
  readonly transposed: boolean;
  /** Rows as stored, each padded. Default: all dimensions but the last. */
  readonly rows?: number;
  /** Draws initial values in PyTorch's order. Overwrites values. */
  readonly fill: (values: Float32Array, rng: Rng) => void;
}

/** What a layer keeps from step to step without training it, such as running_mean: no gradient, no weight decay. */
export interface BufferSpec extends Omit<ParameterSpec, "transposed"> {
  /** Chance that is none of the initial values': Dropout's own stream. */
  readonly stream?: "dropout";
  readonly statistic?: Statistic;
}

/** A buffer that a batch moves, as BatchNorm's; an average of the model may average it or collect it anew. */
export interface Statistic {
  /** Before the first batch. */
  readonly initial: number;
  /** Whether it counts: an integer in PyTorch, whose averages are truncated. */
  readonly isCount: boolean;
}

/** A parameter in the arena: rows × columns as stored, each row padded with zeros to whole vectors. */
export interface LayerParameter {
  /** As in state_dict: "0.weight". */
  readonly name: string;
  readonly shape: Shape;
  readonly transposed: boolean;
  readonly rows: number;
  readonly columns: number;
  /** Bytes from the start of memory to the values, and to their gradient. Floats between rows: stride(columns). */
  readonly offset: number;
  readonly gradient: number;
}

/** A layer's forward pass, recorded. */
export interface Forward {
  readonly output: Tensor;
  /**
   * Records the backward pass: from the gradient of the output, the gradients of the parameters (overwritten, not added
   * to) and, where the layer before needs it, of the input. May overwrite `gradient`.
   */
  backward(gradient: Tensor, needsInput: boolean): Tensor | undefined;
}

/** What a layer brings to mean 0, as far as rows decide whether it can. */
export interface Normalised {
  /** Where a layer within this one does it: ["layers", "0"]. */
  readonly path: readonly string[];
  /** Whether it normalises each channel over the batch, or each group of a row by itself. */
  readonly over: "batch" | "row";
  /** How many values of a row it normalises together. */
  readonly values: number;
  /** When PyTorch refuses to normalise a single value. */
  readonly refusesOne: { readonly training: boolean; readonly evaluation: boolean };
}

/** A layer bound to its parameters and to the shape of its input. */
export interface LayerPlan {
  readonly output: Shape;
  readonly parameters: readonly ParameterSpec[];
  readonly buffers?: readonly BufferSpec[];
  /** Whether an evaluation must see all its rows at once, because they influence each other. */
  readonly evaluatesAtOnce?: boolean;
  /** What it normalises. Default: nothing. */
  readonly normalises?: readonly Normalised[];
  /** How runs go through it side by side. Absent: they cannot. */
  readonly lane?: LaneLayer;
  /** @param buffers where the layer's buffers lie, in their order; their gradients are 0, nowhere */
  forward(
    tape: Tape,
    input: Tensor,
    parameters: readonly LayerParameter[],
    mode: Mode,
    buffers: readonly LayerParameter[],
  ): Forward;
}

export interface LayerPart extends Part {
  readonly slot: "layer";
  /** What becomes in training of a constant that is added to a channel of the input. Default: it changes the output. */
  readonly shift?: ((config: PartConfig) => "kept" | "removed" | undefined) | undefined;
  /** Throws Misfit when the layer cannot take such an input. */
  plan(config: PartConfig, input: Shape, context?: LayerContext): LayerPlan;
}

/** Binds a layer to the shape of its input. Throws Misfit as {@link LayerPart.plan}. */
export type BuildLayer = (config: PartConfig, input: Shape, indices?: number) => LayerPlan;

/** What a layer may need to know besides the shape of its input. */
interface LayerContext {
  /** How many different values the input has where they are indices, 0 … indices − 1. */
  readonly indices?: number | undefined;
  /** For layers that are made of others. */
  readonly build?: BuildLayer;
}

/** Binds layers of these parts, and those inside them. */
export function layerBuilder(layers: PartsOf<LayerPart>): BuildLayer {
  const build: BuildLayer = (config, input, indices) => {
    const part = layers[config.type];
    if (part === undefined) throw new Error(`no layer is called ${config.type}`);
    return part.plan(config, input, { indices, build });
  };
  return build;
}

export function defineLayer<P extends TProperties>(
  definition: PartDefinition<P> & {
    readonly shift?: LayerPart["shift"];
    plan: (params: Resolved<P>, input: Shape, context: LayerContext) => LayerPlan;
  },
): LayerPart {
  const { plan, idle, ...rest } = definition;
  return {
    slot: "layer",
    ...rest,
    ...idling<P>(idle),
    plan: (config, input, context = {}) => plan(resolved<P>(config), input, context),
  };
}
