import type { PhaseConfig } from "../contracts/config.ts";
import type { PartsOf } from "../contracts/part.ts";
import type { SchedulerPart } from "../contracts/scheduler.ts";
import { schedulersIn } from "./in-turn.ts";

const NONE: readonly string[] = [];
const known = new WeakMap<PartsOf<SchedulerPart>, boolean>();

/** The digests of the plugins that the schedulers of a run come from, each once, in order. */
export function pluginsUsed(
  phases: readonly Pick<PhaseConfig, "scheduler">[],
  schedulers: PartsOf<SchedulerPart>,
): readonly string[] {
  const isExtended = known.get(schedulers) ?? Object.values(schedulers).some(({ plugin }) => plugin !== undefined);
  known.set(schedulers, isExtended);
  // Asked for at every point of a grid.
  if (!isExtended) return NONE;
  const configs = phases.map(({ scheduler }) => scheduler);
  const digests = [...schedulersIn(configs, schedulers)].flatMap(([{ plugin }]) => plugin ?? []);
  return [...new Set(digests)].sort();
}
