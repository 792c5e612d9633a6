import type { Policy } from "../contracts/plan.ts";
import type { Problems } from "../issues/issue.ts";
import type { MapNode } from "../source/tree.ts";
import { readKey } from "./top-level.ts";

/** How the plan is to be carried out; of no use where the file has problems. */
export function readPolicy(root: MapNode, problems: Problems): Policy {
  const results = readKey(root, "results", problems) as { epochs: Policy["epochs"] } | undefined;
  return {
    order: readKey(root, "order", problems) as Policy["order"],
    retry: readKey(root, "retry", problems) as number,
    timeout: readKey(root, "timeout", problems) as number | undefined,
    maxFailures: readKey(root, "max_failures", problems) as number | undefined,
    epochs: results?.epochs ?? "all",
  };
}
