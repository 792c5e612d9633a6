import type { Executor } from "../execution/executor.ts";
import type { Work } from "../execution/protocol.ts";
import { knownVariants, type Plan } from "../experiment/plan.ts";
import { possibleSeeds } from "../seeding/planned.ts";
import { BadMessage } from "./checked.ts";
import { decodeNames } from "./order-message.ts";

/** An experiment with a program, of which this worker has a copy. */
export interface OwnCopy {
  readonly plan: Plan;
  /** See planDigest. */
  readonly digest: string;
  /** Opens what trains its runs. */
  readonly open: () => Executor;
}

/**
 * Reads orders that name runs of a plan. All else about them comes from the plan. It throws BadMessage for what is no order,
 * and for a run that the plan does not have.
 */
export function readerOfNames(plan: Plan): (data: unknown) => Work {
  let runs: ReadonlyMap<string, NamedRun> | undefined;
  return (data) => {
    runs ??= runsOf(plan);
    const { ids, until } = decodeNames(data);
    const { directory, rates, metrics, objective, policy } = plan;
    const tasks = ids.map((id) => {
      const run = runs?.get(id);
      if (run === undefined)
        throw new BadMessage(`work from the queue names ${id}, and no run of ${plan.name} is called so`);
      return { config: plan.variant(run.variant).config, seed: run.seed };
    });
    const files = { kind: "folder", path: directory } as const;
    return { files, ids, columns: { rates, metrics }, objective, timeout: policy.timeout, until, runs: tasks };
  };
}

interface NamedRun {
  readonly variant: number;
  readonly seed: number;
}

function runsOf(plan: Plan): ReadonlyMap<string, NamedRun> {
  const runs = new Map<string, NamedRun>();
  for (const seed of possibleSeeds(plan))
    for (let variant = 0; variant < knownVariants(plan); variant++)
      runs.set(plan.runId(variant, seed), { variant, seed });
  return runs;
}
