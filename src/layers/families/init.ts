import Type, { type Static } from "typebox";
import type { ParameterSpec } from "../../contracts/layer.ts";
import { idle, Misfit } from "../../contracts/part.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { exp } from "../../numbers/math.ts";
import { normal, type Rng, uniform } from "../../random/rng.ts";
import type { Shape } from "../../tape/shape.ts";
import { orthogonalInPlace } from "./orthogonal.ts";

type Fill = ParameterSpec["fill"];

const optional = (description: string) => Type.Optional(Type.Number({ description }));

/** The arguments of the functions of torch.nn.init. Each function takes some of them. */
const optionsSchema = Type.Object(
  {
    type: Type.Enum([
      "kaiming_uniform",
      "kaiming_normal",
      "xavier_uniform",
      "xavier_normal",
      "trunc_normal",
      "normal",
      "uniform",
      "orthogonal",
      "constant",
      "ones",
      "zeros",
    ]),
    mode: Type.Optional(
      Type.Enum(["fan_in", "fan_out"], {
        description: "kaiming: whether to keep the variance in the forward or the backward pass. Default: fan_in.",
      }),
    ),
    nonlinearity: Type.Optional(
      Type.Enum(["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"], {
        description: "kaiming: the activation that follows the layer. Default: leaky_relu.",
      }),
    ),
    a: optional(
      "kaiming: slope of the leaky_relu (default 0). uniform: smallest value (0). trunc_normal: smallest value (-2).",
    ),
    b: optional("uniform: largest value (default 1). trunc_normal: largest value (2)."),
    gain: optional("xavier, orthogonal: factor of all values. Default: 1."),
    mean: optional("normal, trunc_normal: mean. Default: 0."),
    std: Type.Optional(
      Type.Number({ minimum: 0, description: "normal, trunc_normal: standard deviation. Default: 1." }),
    ),
    val: optional("constant: the value. Required."),
  },
  { additionalProperties: false },
);

type InitialisationOptions = Static<typeof optionsSchema>;

/** The functions of torch.nn.init and the arguments of each. */
const FUNCTIONS: Readonly<Record<InitialisationOptions["type"], readonly (keyof InitialisationOptions)[]>> = {
  kaiming_uniform: ["a", "mode", "nonlinearity"],
  kaiming_normal: ["a", "mode", "nonlinearity"],
  xavier_uniform: ["gain"],
  xavier_normal: ["gain"],
  trunc_normal: ["mean", "std", "a", "b"],
  normal: ["mean", "std"],
  uniform: ["a", "b"],
  orthogonal: ["gain"],
  constant: ["val"],
  ones: [],
  zeros: [],
};

/** The parameter of layers whose initial weight can be chosen. */
export const initOption = {
  init: Type.Optional(
    Type.Union([optionsSchema.properties.type, optionsSchema], {
      description:
        "How to initialize the weight: a function of torch.nn.init. Default: PyTorch's default for the layer.",
    }),
  ),
};

/** What a layer with {@link initOption} says of idle parameters. */
export function idleInit({
  init,
}: {
  readonly init?: InitialisationOptions["type"] | InitialisationOptions | undefined;
}) {
  if (init === undefined || typeof init === "string" || !init.type.startsWith("kaiming_")) return [];
  const { nonlinearity = "leaky_relu" } = init;
  if (nonlinearity === "leaky_relu") return [];
  return idle(["init.a"], `with nonlinearity: ${nonlinearity}`, "nonlinearity: leaky_relu");
}

/**
 * The function that initializes a weight.
 * @param shape in PyTorch's order: [out, in, …], followed by the kernel's dimensions
 * @param otherwise the layer's default
 */
export function initialiser(
  init: InitialisationOptions["type"] | InitialisationOptions | undefined,
  shape: Shape,
  otherwise: Fill,
): Fill {
  if (init === undefined) return otherwise;
  const options = typeof init === "string" ? { type: init } : init;
  const taken = FUNCTIONS[options.type];
  const odd = Object.keys(options).find((key) => key !== "type" && !taken.includes(key as keyof InitialisationOptions));
  if (odd !== undefined) {
    const remedy = taken.length > 0 ? `it takes ${taken.join(", ")}` : "it takes nothing";
    throw new Misfit(`init.${odd}`, `${options.type} does not take ${odd}`, remedy);
  }
  return fillOf(options, shape);
}

function fillOf(options: InitialisationOptions, shape: Shape): Fill {
  const { mean = 0, std = 1, gain = 1, a, b } = options;
  const [fanIn, fanOut] = fansOf(shape);
  const xavier = gain * Math.sqrt(2 / (fanIn + fanOut));
  const kaiming = gainOf(options) / Math.sqrt(options.mode === "fan_out" ? fanOut : fanIn);
  switch (options.type) {
    case "kaiming_uniform":
      return uniformly(-Math.sqrt(3) * kaiming, Math.sqrt(3) * kaiming);
    case "kaiming_normal":
      return normally(0, kaiming);
    case "xavier_uniform":
      return uniformly(-Math.sqrt(3) * xavier, Math.sqrt(3) * xavier);
    case "xavier_normal":
      return normally(0, xavier);
    case "trunc_normal":
      return each(truncated(mean, std, a ?? -2, b ?? 2));
    case "normal":
      return normally(mean, std);
    case "uniform":
      return uniformly(a ?? 0, b ?? 1);
    case "orthogonal":
      return (values, rng) => orthogonalInPlace(values, itemAt(shape, 0), gain, rng);
    case "constant":
      if (options.val === undefined) throw new Misfit("init", "constant needs val");
      return each(() => options.val as number);
    case "ones":
      return each(() => 1);
    case "zeros":
      return each(() => 0);
  }
}

/** torch.nn.init._calculate_fan_in_and_fan_out */
function fansOf([out = 1, inner = 1, ...kernel]: Shape): [fanIn: number, fanOut: number] {
  const field = kernel.reduce((product, size) => product * size, 1);
  return [inner * field, out * field];
}

/** torch.nn.init.calculate_gain */
function gainOf({ nonlinearity = "leaky_relu", a = 0 }: InitialisationOptions): number {
  switch (nonlinearity) {
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.sqrt(2);
    case "leaky_relu":
      return Math.sqrt(2 / (1 + a * a));
    case "selu":
      return 3 / 4;
    default:
      return 1;
  }
}

function each(draw: (rng: Rng) => number): Fill {
  return (values, rng) => {
    for (let i = 0; i < values.length; i++) values[i] = draw(rng);
  };
}

const uniformly = (low: number, high: number) => each((rng) => uniform(rng, low, high));

const normally = (mean: number, std: number) => each((rng) => mean + std * normal(rng));

/** By rejection: from normal draws if most lie inside the bounds, otherwise from uniform ones. */
function truncated(mean: number, std: number, low: number, high: number): (rng: Rng) => number {
  if (!(low < high)) throw new Misfit("init.a", `a is ${low}, but must be less than b, which is ${high}`);
  const isWide = low <= mean && mean <= high && high - low > 2.5 * std;
  const nearest = Math.min(Math.max(mean, low), high);
  const energy = (x: number) => ((x - mean) / std) * ((x - mean) / std);
  return (rng) => {
    for (;;) {
      const value = isWide ? mean + std * normal(rng) : uniform(rng, low, high);
      if (value < low || value > high) continue;
      if (isWide || uniform(rng, 0, 1) < exp((energy(nearest) - energy(value)) / 2)) return value;
    }
  };
}
