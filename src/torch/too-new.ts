import type { PartConfig, RunConfig } from "../contracts/config.ts";
import type { Part, PartsOf } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { neededVersions } from "../contracts/torch.ts";
import { isAtLeast } from "../experiment/torch-means.ts";

/** What of a run is newer than this PyTorch, in words; undefined where nothing is. */
export function tooNewOf(config: RunConfig, parts: Registry, version: string): string | undefined {
  const phases = config.scheduler.map(({ scheduler }) => scheduler);
  const sections: readonly (readonly [readonly PartConfig[], PartsOf<Part>])[] = [
    [config.model, parts.layer],
    [[config.loss], parts.loss],
    [config.optimizer, parts.optimizer],
    [phases, parts.scheduler],
  ];
  for (const [configs, slot] of sections)
    for (const own of configs.flatMap((part) => [...within(part)]))
      for (const { name, least } of neededVersions(slot[own.type] as Part, own))
        if (!isAtLeast(version, least)) return `${name} needs PyTorch ${least}`;
  return undefined;
}

/** A part, and those that it holds, which are of its slot. */
function* within(config: PartConfig): Generator<PartConfig> {
  yield config;
  for (const value of Object.values(config).flat() as unknown[])
    if (typeof value === "object" && value !== null && "type" in value) yield* within(value as PartConfig);
}
