import Type from "typebox";
import { listed, oneOf } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Json, PartConfig } from "./config.ts";
import { type NamedShape, type OptimizerPart, optimizerIn } from "./optimizer.ts";
import { Misfit, type Part, type PartsOf, within } from "./part.ts";
import { patterns } from "./update.ts";

/** A parameter matches if it matches one of them. */
type Patterns = string | readonly string[];

/** A param group as a user writes it: besides these any parameter of the optimizer, which holds for the group. */
interface GroupConfig {
  /** Pattern of parameter names as in state_dict ("0.weight"), or several: `*` is any text, `?` any character. */
  readonly match: Patterns;
  /** For columns and messages. Default: the pattern. */
  readonly name?: string;
  readonly [override: string]: Json | undefined;
}

/** What a group has besides overrides. */
export const groupSchema = Type.Object(
  {
    match: patterns(
      "Patterns of parameter names, such as *.bias. A parameter belongs to the first group that matches it.",
    ),
    name: Type.Optional(
      Type.String({ minLength: 1, description: "Name of the group in column names. Default: the pattern." }),
    ),
  },
  {
    additionalProperties: false,
    description: "Model parameters that get their own values of the optimizer's settings.",
  },
);

/** Whether a part may have param groups: an optimizer that does not leave them to one inside. */
export function hasGroups(part: Part): boolean {
  return "role" in part && part.role === "optimizer" && (part as OptimizerPart).wraps === undefined;
}

/** A model's parameters in order, by the layers' own. */
export function namedParameters(layers: readonly (readonly NamedShape[])[]): readonly NamedShape[] {
  return layers.flatMap((own, layer) => own.map(({ name, shape }) => ({ name: parameterName(layer, name), shape })));
}

/** As in state_dict: "0.weight". */
export function parameterName(layer: number, localName: string): string {
  return `${layer}.${localName}`;
}

/** The column of a group's rate. The first group has `lr` itself. */
export const groupColumn = (name: string) => `lr.${name}`;

/** Parameters that are updated alike. */
export interface ParamGroup {
  readonly name: string;
  /** The optimizer with the group's own values, without groups. */
  readonly config: PartConfig;
  /** Places in the list of parameters, ascending. */
  readonly members: readonly number[];
}

/** What the optimizer's own group is called: parameters that no pattern matches. */
const UNMATCHED = "default";

/** The parameter that gives the optimizer of what the first one does not update. */
export const REST = "rest";

/** The parameter that lists param groups, of any optimizer. */
export const GROUPS = "groups";

/**
 * Puts every parameter into its group. Those that no pattern matches come first, then the groups in their order, the
 * first match wins; behind them the groups of the optimizer given as `rest`.
 * @throws Misfit for a pattern that matches nothing new, a name given twice, and parameters that no optimizer takes
 */
export function groupParameters(
  config: PartConfig,
  parameters: readonly NamedShape[],
  optimizers: PartsOf<Part>,
): readonly ParamGroup[] {
  const all = parameters.map((_, index) => index);
  const groups = split(config, UNMATCHED, all, parameters, optimizers);
  const names = groups.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return groups;
  throw new Misfit(GROUPS, `two param groups are called ${twice}`, "give one another name");
}

function split(
  config: PartConfig,
  name: string,
  members: readonly number[],
  parameters: readonly NamedShape[],
  optimizers: PartsOf<Part>,
): readonly ParamGroup[] {
  const part = optimizerIn(optimizers, config.type);
  const { wraps } = part;
  if (wraps !== undefined) {
    const inner = within(wraps, () => split(config[wraps] as PartConfig, name, members, parameters, optimizers));
    return inner.map((group) => ({ ...group, config: { ...config, [wraps]: group.config } }));
  }
  const { [REST]: rest, ...own } = config;
  const taken = members.filter((index) => part.takes(own as PartConfig, itemAt(parameters, index)));
  const left = members.filter((index) => !taken.includes(index));
  if (taken.length === 0) throw new Misfit(undefined, `${config.type} updates none of the model's parameters`);
  const groups = divide(own as PartConfig, name, taken, parameters);
  if (left.length === 0) return groups;
  if (rest === undefined || rest === null) throw leftOver(config.type, left, parameters);
  return [...groups, ...within(REST, () => split(rest as PartConfig, REST, left, parameters, optimizers))];
}

function leftOver(type: string, left: readonly number[], parameters: readonly NamedShape[]): Misfit {
  const names = listed(left.slice(0, 3).map((index) => parameters[index]?.name ?? ""));
  const message = `${type} does not update ${names}${left.length > 3 ? ", …" : ""}`;
  return new Misfit(undefined, message, `give the optimizer of all others: ${REST}: {type: AdamW, lr: 0.001}`);
}

/** Divides what one optimizer updates by its patterns. */
function divide(
  config: PartConfig,
  name: string,
  members: readonly number[],
  parameters: readonly NamedShape[],
): readonly ParamGroup[] {
  const { [GROUPS]: written, ...own } = config;
  let left = members;
  const matched = ((written ?? []) as unknown as readonly GroupConfig[]).map((group, index) => {
    const { match, name = textOf(match), ...overrides } = group;
    const fits = matcher(match);
    const chosen = left.filter((member) => fits(parameters[member]?.name ?? ""));
    if (chosen.length === 0) throw matchless(index, match, members, parameters);
    left = left.filter((member) => !chosen.includes(member));
    return { name, config: { ...own, ...overrides } as PartConfig, members: chosen };
  });
  return left.length === 0 ? matched : [{ name, config: own as PartConfig, members: left }, ...matched];
}

function matchless(
  index: number,
  match: Patterns,
  members: readonly number[],
  parameters: readonly NamedShape[],
): Misfit {
  const names = members.map((member) => parameters[member]?.name ?? "");
  const isTaken = names.some(matcher(match));
  const message = isTaken
    ? `'${textOf(match)}' matches only parameters that an earlier group has`
    : `'${textOf(match)}' matches no parameter of the model`;
  const remedy = oneOf(textOf(match), names.slice(0, 12));
  return new Misfit(`${GROUPS}.${index}.match`, message, isTaken ? "the first match wins: move it up" : remedy);
}

const textOf = (patterns: Patterns) => (typeof patterns === "string" ? patterns : patterns.join(" "));

/** `*` stands for any text, `?` for any character, everything else for itself. */
export function matcher(patterns: Patterns): (name: string) => boolean {
  const expressions = [patterns].flat().map((pattern) => {
    const literal = pattern.replace(/[\\^$.+()[\]{}|]/g, "\\$&");
    return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
  });
  return (name) => expressions.some((expression) => expression.test(name));
}
