import Type, { type TSchema } from "typebox";
import type { DistributionPart } from "../contracts/distribution.ts";
import type { Registry } from "../contracts/registry.ts";

/** The schema of a path's value in a search space: one distribution, keyed by its name. */
export function distributionSchema(parts: Registry["distribution"]) {
  const properties = Object.entries(parts).map(([name, part]) => [name, Type.Optional(valueSchema(part))]);
  return Type.Object(Object.fromEntries(properties) as Record<string, TSchema>, {
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
    description: "Distribution to draw values from.",
  });
}

function valueSchema({ takes, hasStep = false, description }: DistributionPart): TSchema {
  if (takes === "interval") return Type.Array(Type.Number(), { minItems: 2, maxItems: hasStep ? 3 : 2, description });
  const forms = [Type.Array(Type.Unknown(), { minItems: 1 }), Type.Object({}, { minProperties: 1 })];
  return Type.Union(forms, { description });
}
