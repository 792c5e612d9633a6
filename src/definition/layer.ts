import Type, { type TObject, type TProperties } from "typebox";
import type { Op } from "../tape/op.ts";
import type { Shape } from "../tape/shape.ts";
import type { Mode, Tape, Tensor } from "../tape/tape.ts";
import type { PartConfig } from "./config.ts";
import { type Part, type Resolved, resolved } from "./part.ts";
import type { Rng } from "./rng.ts";

/** A parameter before it has a place: named, shaped and filled as in PyTorch's state_dict. */
export interface ParameterSpec {
  /** Within the layer: "weight". */
  readonly name: string;
  /** PyTorch's: [out, in] for Linear's weight. */
  readonly shape: Shape;
  /** Matrices whose kernels want [in, out] are stored transposed. Readers and writers see PyTorch's order. */
  readonly transposed: boolean;
  /** Draws initial values in PyTorch's order. Overwrites values. */
  readonly fill: (values: Float32Array, rng: Rng) => void;
}

/** A parameter in the arena: rows × columns as stored, each row padded with zeros to whole vectors. */
export interface Parameter {
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

/** A layer bound to its parameters and to the shape of its input. */
export interface LayerPlan {
  readonly output: Shape;
  readonly parameters: readonly ParameterSpec[];
  forward(tape: Tape, input: Tensor, parameters: readonly Parameter[], mode: Mode): Forward;
}

export interface LayerPart extends Part {
  readonly slot: "layer";
  /** Throws Misfit when the layer cannot take such an input. */
  plan(config: PartConfig, input: Shape): LayerPlan;
}

export function defineLayer<P extends TProperties>(definition: {
  description: string;
  source: string;
  params: TObject<P>;
  plan: (params: Resolved<P>, input: Shape) => LayerPlan;
}): LayerPart {
  const { plan, ...rest } = definition;
  return { slot: "layer", ...rest, plan: (config, input) => plan(resolved<P>(config), input) };
}

/**
 * A layer that works on every value by itself, and whose gradient follows from its output.
 * @param forward records output = f(input)
 * @param backward overwrites the gradient of the output with that of the input
 */
export function defineElementwise(definition: {
  description: string;
  source: string;
  forward: Op;
  backward: Op;
}): LayerPart {
  const { description, source, forward, backward } = definition;
  const plan = (shape: Shape): LayerPlan => ({
    output: shape,
    parameters: [],
    forward(tape, input) {
      const output = tape.tensor(shape);
      tape.record(forward, input.offset, output.offset, input.width);
      return {
        output,
        backward(gradient, needsInput) {
          if (!needsInput) return undefined;
          tape.record(backward, output.offset, gradient.offset, output.width);
          return gradient;
        },
      };
    },
  });
  return { slot: "layer", description, source, params: Type.Object({}), plan: (_, input) => plan(input) };
}
