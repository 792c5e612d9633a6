import type { Json, PartConfig } from "../contracts/config.ts";
import type { Composed } from "../grid/compose.ts";
import { once } from "../grid/memo.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { lookUp } from "../source/tree.ts";
import { issueIn } from "./places.ts";
import type { ResolvedPart } from "./resolve-part.ts";

/** Parameters that a schedule starts from or rises to. A lower bound or a param group's own rate may be 0. */
const RATES = ["lr", "max_lr", "swa_lr"];

/** Warns of rates of which nothing can come: 0 learns nothing, and infinity ends every run at its first step. */
export function extremeRates(composed: Composed, parts: readonly ResolvedPart[]): readonly Issue<Span>[] {
  return once(composed, "extreme rates", () =>
    parts.flatMap(withInner).flatMap(({ path, config }) =>
      RATES.flatMap((name) => {
        const found = lookUp(composed.node, [...path, name]) === undefined ? undefined : extremeOf(config[name]);
        if (found === undefined) return [];
        const where = [composed.section, ...path].join(".");
        const place = { path: [...path, name], of: "value" } as const;
        return [issueIn(composed, issue("warning", place, `${where}: ${name} is ${found}`, `write ${name}: 0.1, say`))];
      }),
    ),
  );
}

/** Updates are computed in float32, which has no smaller and no larger numbers. */
function extremeOf(rate: Json | undefined): string | undefined {
  if (typeof rate !== "number") return undefined;
  const single = Math.fround(rate);
  if (single === 0) return `${rate === 0 ? "0" : "0 in float32"}: nothing is learned`;
  return Number.isFinite(single) ? undefined : "infinite in float32: every run diverges at its first step";
}

type RatedPart = Pick<ResolvedPart, "path" | "config">;

/** A part with the optimizer that it contains, if any. */
function withInner({ path, config }: RatedPart): readonly RatedPart[] {
  const { optimizer } = config;
  const isPart = typeof optimizer === "object" && optimizer !== null && "type" in optimizer;
  const inner = isPart ? withInner({ path: [...path, "optimizer"], config: optimizer as PartConfig }) : [];
  return [{ path, config }, ...inner];
}
