import type { Policy } from "../experiment/plan.ts";
import type { Issues } from "../issues/collector.ts";
import type { MapNode } from "../source/tree.ts";
import { readKey } from "./top-level.ts";

/** How the plan is to be executed. Meaningless if the file has issues. */
export function readPolicy(root: MapNode, issues: Issues): Policy {
  const results = readKey(root, "results", issues) as { epochs: Policy["epochs"] } | undefined;
  return {
    order: readKey(root, "order", issues) as Policy["order"],
    retry: readKey(root, "retry", issues) as number,
    timeout: readKey(root, "timeout", issues) as number | undefined,
    maxFailures: readKey(root, "max_failures", issues) as number | undefined,
    epochs: results?.epochs ?? "all",
  };
}
