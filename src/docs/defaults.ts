import type { Json, PartConfig } from "../contracts/config.ts";
import type { Part, PartsOf } from "../contracts/part.ts";
import { partValidator } from "../schema/validators.ts";

export type { Part };

/** A layer as written, with its defaults filled in, and those of the layers in it. Throws when a parameter is wrong. */
export function resolvedDefaults(parts: PartsOf<Part>, written: PartConfig | string): PartConfig {
  const { type, ...own } = typeof written === "string" ? { type: written } : written;
  const part = parts[type];
  if (part === undefined) throw new Error(`no part is called ${type}`);
  const values: Record<string, Json> = structuredClone(own) as Record<string, Json>;
  const errors = partValidator(part)(values);
  if (errors.length > 0) throw new Error(`${type}: ${errors.map(({ message }) => message).join(", ")}`);
  const { layers } = values;
  const inner = Array.isArray(layers) && {
    layers: (layers as readonly (PartConfig | string)[]).map((layer) => resolvedDefaults(parts, layer)),
  };
  return { type, ...values, ...inner };
}
