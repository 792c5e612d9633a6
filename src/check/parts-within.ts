import type { PartConfig } from "../contracts/config.ts";
import type { Part } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Path } from "../source/tree.ts";
import { innerSlots } from "./resolve-part.ts";

/** A resolved part, by its path within its section. */
export interface PlacedPart {
  readonly part: Part;
  readonly config: PartConfig;
  readonly path: Path;
}

/** A part, and all that it holds, such as the layers of a Residual. */
export function* partsWithin({ part, config, path }: PlacedPart, registry: Registry): Generator<PlacedPart> {
  yield { part, config, path };
  for (const { name, slot } of innerSlots(part)) {
    const held = config[name] as PartConfig | readonly PartConfig[] | undefined;
    if (held === undefined) continue;
    const isList = Array.isArray(held);
    for (const [i, inner] of ([held].flat() as readonly PartConfig[]).entries()) {
      const at = [...path, name, ...(isList ? [String(i)] : [])];
      yield* partsWithin({ part: registry[slot][inner.type] as Part, config: inner, path: at }, registry);
    }
  }
}
