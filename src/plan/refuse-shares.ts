import type { Registry } from "../contracts/registry.ts";
import type { Compare } from "../experiment/plan.ts";
import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import type { MapNode, Node } from "../source/tree.ts";

/** Shares and ratios that are asked for need figures above 0. @param metric of the objective */
export function refuseShares(
  root: MapNode,
  { margin, scale }: Compare,
  metric: string,
  canBeNegative: boolean,
  issues: Issues,
): void {
  const node = root.entries.get("compare")?.value;
  const within: MapNode["entries"] = node?.kind === "map" ? node.entries : new Map();
  const [size, scaling] = [within.get("margin")?.value, within.get("scale")?.value];
  const refuse = (at: Node["at"], message: string, way: string) => issues.add(issue("compare", at, message, way));
  if (scaling && scale === "log") {
    if (canBeNegative)
      refuse(scaling.at, `compare.scale is log, but ${metric} may be 0 or less`, "write scale: linear");
    else if (size && margin.kind === "absolute")
      refuse(size.at, "compare.margin is absolute, but ratios are compared", "write 0.01");
  } else if (size && margin.kind === "share" && canBeNegative)
    refuse(
      size.at,
      `compare.margin is a share of the baseline's ${metric}, which may be 0 or less`,
      `write margin: {absolute: ${margin.share}}`,
    );
}

/** Whether a metric may be 0 or less: one that is so by its definition, or the loss, if it is. */
export function isBelowZero(root: MapNode, metric: string, registry: Registry): boolean {
  const name = metric.replace(/^(?:train|val)_/, "");
  if (name !== "loss") return registry.metric[name]?.canBeNegative ?? false;
  const node = root.entries.get("loss")?.value;
  const type = node?.kind === "map" ? node.entries.get("type")?.value : node;
  return type?.kind === "scalar" && registry.loss[String(type.value)]?.canBeNegative === true;
}
