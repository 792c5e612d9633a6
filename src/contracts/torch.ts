import type { TObject, TSchema } from "typebox";
import type { Json, PartConfig } from "./config.ts";

/** Python, written by whoever made it: it stands in the script as it is. */
export class Python {
  constructor(readonly text: string) {}
}

/** A number that is a float in Python even where it is whole: PyTorch refuses `pct_start=1`. */
export class Float {
  constructor(readonly value: number) {}
}

/** A call that whoever gets it makes when it is due: `lambda: nn.Linear(10, 1)`. */
export class Later {
  constructor(readonly call: TorchCall) {}
}

/** A dict, such as a param group. */
export class Entries {
  constructor(readonly entries: Keywords) {}
}

/** What may be given to a call. */
export type TorchArgument =
  | null
  | boolean
  | number
  | string
  | Python
  | Float
  | Later
  | Entries
  | TorchCall
  | readonly TorchArgument[];

export type Keywords = Readonly<Record<string, TorchArgument>>;

/** A part as a person would write it in PyTorch: `nn.Linear(10, 1, bias=False)`. */
export interface TorchCall {
  /** What is called, the modules as the script imports them: "nn.Linear". */
  readonly callee: string;
  readonly positional: readonly TorchArgument[];
  readonly keywords: Keywords;
  /** Definitions that PyTorch lacks and the script carries. */
  readonly carried: readonly string[];
}

/** A metric in PyTorch: the bodies of two functions in Python. */
export interface TorchMetric {
  /**
   * Of a batch's `output` and `target`, [rows, classes] and [rows] where there are classes: returns a tensor, which is joined
   * with those of an epoch's other batches along its first dimension. It detaches what it returns.
   */
  readonly terms: readonly string[];
  /** Of all `terms` of an epoch: returns the figure as a number. */
  readonly figure: readonly string[];
}

/** The figure of a metric that is the mean of its terms. */
export const MEAN_OF_TERMS = ["return terms.float().mean().item()"];

/** The rate that a scheduler sets out from: its own first one, the last one used, or the one due next. */
export type TorchStart = "base" | "last" | "due";

/** Where a part stands, as far as its spelling depends on it. */
export interface TorchPlace {
  /** Of a layer: its input's shape. */
  readonly input?: readonly number[];
  /** Of a first layer on indices: how many there are. */
  readonly indices?: number | undefined;
  /** Of a part that holds others: those, in order. */
  readonly inner?: readonly TorchCall[];
  /** Of a layer with chance of its own: the key of its stream. */
  readonly key?: readonly number[];
  /** Of a scheduler: whether another one ran before it, under a composition that PyTorch lacks. */
  readonly isHandover?: boolean;
  /** Of a scheduler: whether a composition that PyTorch lacks steps it. */
  readonly isComposed?: boolean;
  /** Of a composition of schedulers: whether PyTorch's own one does the same. */
  readonly isTorchs?: boolean;
  /** Of a composition of schedulers: from which rate each of them sets out. */
  readonly starts?: readonly TorchStart[];
}

/**
 * What a part says of its spelling where that does not follow from its name, parameters and defaults.
 * @param keywords the parameters without those that have their defaults
 * @param config all of them
 */
export type TorchSpelling = (keywords: Keywords, config: PartConfig, place: TorchPlace) => Partial<TorchCall>;

/** A version of PyTorch; or versions by parameter, `type` for the part itself; or one that depends on the parameters. */
export type TorchSince = string | Readonly<Record<string, string>> | ((config: PartConfig) => string | undefined);

/** A version that something of a part needs. */
interface NeededVersion {
  /** "RMSNorm", or "bias of LayerNorm". */
  readonly name: string;
  /** The parameter; undefined: the part itself. */
  readonly parameter: string | undefined;
  readonly least: string;
}

/** The versions that a part needs: by itself, and for parameters that do not have their defaults in it. */
export function neededVersions(
  { since = {}, params }: { readonly since?: TorchSince; readonly params: TObject },
  config: PartConfig,
): readonly NeededVersion[] {
  const { type } = config;
  if (typeof since !== "object") {
    const least = typeof since === "string" ? since : since(config);
    return least === undefined ? [] : [{ name: type, parameter: undefined, least }];
  }
  return Object.entries(since).flatMap(([parameter, least]): readonly NeededVersion[] => {
    if (parameter === "type") return [{ name: type, parameter: undefined, least }];
    const { default: usual } = params.properties[parameter] as { readonly default?: unknown };
    const isUsual = config[parameter] === undefined || JSON.stringify(config[parameter]) === JSON.stringify(usual);
    return isUsual ? [] : [{ name: `${parameter} of ${type}`, parameter, least }];
  });
}

/** PyTorch has no way to say it, and the script carries none. */
export class NoPyTorch extends Error {
  /** @param type of the part that it is about, if it is a single one */
  constructor(
    message: string,
    readonly type?: string,
  ) {
    super(message);
  }
}

/** What of a part decides how it is written in PyTorch. */
interface Spellable {
  readonly source: string;
  readonly params: TObject;
  readonly torch?: TorchSpelling;
}

/** PyTorch's modules by the names that scripts import them under. */
const MODULES = [
  ["torch.optim.lr_scheduler.", "lr_scheduler."],
  ["torch.optim.swa_utils.", "swa_utils."],
  ["torch.nn.", "nn."],
] as const;

/**
 * A part in PyTorch. PyTorch's name for it is the part's source, and its parameters and their defaults are PyTorch's.
 * @throws NoPyTorch for a part that is not PyTorch's and does not say how it is written
 */
export function spell(part: Spellable, config: PartConfig, place: TorchPlace = {}): TorchCall {
  const keywords = withoutDefaults(part, config);
  const own = part.torch?.(keywords, config, place) ?? {};
  const callee = own.callee ?? calleeOf(part.source);
  if (callee === undefined)
    throw new NoPyTorch(
      `${config.type} is not part of PyTorch, and its definition has no 'torch' that says how to write it`,
      config.type,
    );
  return { positional: [], keywords, carried: [], ...own, callee };
}

function calleeOf(source: string): string | undefined {
  const name = /^torch\.[\w.]+$/.exec(source)?.[0];
  const [module, short] = MODULES.find(([module]) => name?.startsWith(module)) ?? ["", ""];
  return name && short + name.slice(module.length);
}

function withoutDefaults(part: Spellable, config: PartConfig): Keywords {
  const written = Object.entries(argumentsOf(part, config)).filter(([name]) => {
    const schema = part.params.properties[name] as TSchema;
    return !("default" in schema) || JSON.stringify(schema.default) !== JSON.stringify(config[name]);
  });
  return Object.fromEntries(written);
}

/** All parameters that a part has in this configuration, those with their defaults, too. */
export function argumentsOf({ params }: Spellable, config: PartConfig): Keywords {
  const written = Object.entries(params.properties).flatMap(([name, schema]) => {
    const value = config[name];
    return value === undefined ? [] : [[name, argumentOf(value, schema)] as const];
  });
  return Object.fromEntries(written);
}

/** The keywords of a definition that the script carries: all parameters, for it has no defaults. */
export function allKeywords({ type, ...parameters }: PartConfig): Keywords {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, argumentOf(value)]));
}

/** Plain data as it is. Parts inside a part are spelt by whoever knows them, and are left out here. */
function argumentOf(value: Json, schema?: TSchema): TorchArgument {
  const options = schema === undefined ? [] : optionsOf(schema);
  if (Array.isArray(value)) {
    const items = options.flatMap((option) => ("items" in option ? [option.items] : []))[0];
    return (value as readonly Json[]).map((item, i) => argumentOf(item, Array.isArray(items) ? items[i] : items));
  }
  if (typeof value === "number" && options.some((option) => option.type === "number")) return new Float(value);
  return typeof value === "object" ? null : (value as TorchArgument);
}

/** What a schema says of numbers and lists, itself or in one of its alternatives. */
interface ArgumentSchema {
  readonly type?: string;
  readonly items?: TSchema | readonly TSchema[];
}

function optionsOf(schema: TSchema): readonly ArgumentSchema[] {
  return "anyOf" in schema ? (schema.anyOf as readonly TSchema[]).flatMap(optionsOf) : [schema as ArgumentSchema];
}
