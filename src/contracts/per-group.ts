import Type, { type Static, type TObject, type TProperties, type TSchema } from "typebox";
import { counted } from "../numbers/counted.ts";
import { Misfit, type Resolved } from "./part.ts";

/** A symbol: validators and editors do not see it. */
const PER_GROUP = Symbol("per group");

interface Marked {
  /** Whether one value is itself a list. */
  readonly [PER_GROUP]?: { readonly ofLists: boolean };
}

/**
 * One value for all param groups, or a list with one for each.
 * @param one the schema of one value: a number, or what may be a list of numbers
 * @param options.ofLists whether it may: a list that begins with a number is one value then
 */
export function perGroup<T extends TSchema>(
  one: T,
  {
    ofLists = false,
    ...options
  }: { description: string; default?: number | readonly number[]; ofLists?: boolean; [mark: symbol]: unknown },
) {
  const { anyOf = [one] } = one as { anyOf?: readonly TSchema[] };
  const lists = Type.Array(one, { minItems: 1 });
  // Flat, so that a message tells all that may stand there.
  return Type.Unsafe<Static<T> | Static<T>[]>({ anyOf: [...anyOf, lists], ...options, [PER_GROUP]: { ofLists } });
}

/** Whether a value of a parameter made by {@link perGroup} is a list with one for each param group. */
export function isListPerGroup(schema: object, value: unknown): value is readonly unknown[] {
  const mark = (schema as Marked)[PER_GROUP];
  return mark !== undefined && Array.isArray(value) && !(mark.ofLists && typeof value[0] === "number");
}

/** Whether a schema was made by {@link perGroup}. */
export const isPerGroup = (schema: object): boolean => PER_GROUP in schema;

/** The parameters as one param group has them. */
export type OfGroup<T> = {
  readonly [K in keyof T]: number extends T[K]
    ? Exclude<T[K], readonly unknown[]>
    : number[][] extends T[K]
      ? Exclude<T[K], readonly (string | readonly unknown[])[]>
      : T[K];
};

/**
 * The parameters of each param group.
 * @throws Misfit when a list has not one value for each
 */
export function ofGroups<P extends TProperties>(
  params: TObject<P>,
  own: Resolved<P>,
  groups: number,
): readonly OfGroup<Resolved<P>>[] {
  const values = own as Readonly<Record<string, unknown>>;
  const lists = Object.entries(params.properties).flatMap(([name, schema]) => {
    const value = values[name];
    return isListPerGroup(schema, value) ? [[name, value] as const] : [];
  });
  for (const [name, list] of lists) {
    if (list.length === groups) continue;
    const found = `${name} has ${counted(list.length, "value")}`;
    throw new Misfit(name, `${found} for ${counted(groups, "param group")}`, "one value for each, or one for all");
  }
  return Array.from({ length: groups }, (_, group) => {
    const chosen = Object.fromEntries(lists.map(([name, list]) => [name, list[group]]));
    return { ...values, ...chosen } as OfGroup<Resolved<P>>;
  });
}
