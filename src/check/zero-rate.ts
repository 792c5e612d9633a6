import type { Json, PartConfig } from "../contracts/config.ts";
import type { Composed } from "../grid/compose.ts";
import { once } from "../grid/memo.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { lookUp } from "../source/tree.ts";
import { issueIn } from "./places.ts";
import type { ResolvedPart } from "./resolve-part.ts";

/** Parameters that a schedule starts from or rises to. A lower bound or a param group's own rate may be 0. */
const RATES = ["lr", "max_lr", "swa_lr"];

/** Warns of rates of exactly 0, which learn nothing. */
export function zeroRates(composed: Composed, parts: readonly ResolvedPart[]): readonly Issue<Span>[] {
  return once(composed, "zero rates", () =>
    parts.flatMap(withInner).flatMap(({ path, config }) =>
      RATES.filter((name) => isZero(config[name]) && lookUp(composed.node, [...path, name]) !== undefined).map(
        (name) => {
          const where = [composed.section, ...path].join(".");
          const place = { path: [...path, name], of: "value" } as const;
          return issueIn(
            composed,
            issue(
              "warning",
              place,
              `${where}: ${name} is ${config[name] === 0 ? 0 : "0 in float32"}: nothing is learned`,
              `write ${name}: 0.1, say`,
            ),
          );
        },
      ),
    ),
  );
}

/** float32, in which updates are computed, has no smaller numbers. */
const isZero = (rate: Json | undefined) => typeof rate === "number" && Math.fround(rate) === 0;

type RatedPart = Pick<ResolvedPart, "path" | "config">;

/** A part with the optimizer that it contains, if any. */
function withInner({ path, config }: RatedPart): readonly RatedPart[] {
  const { optimizer } = config;
  const isPart = typeof optimizer === "object" && optimizer !== null && "type" in optimizer;
  const inner = isPart ? withInner({ path: [...path, "optimizer"], config: optimizer as PartConfig }) : [];
  return [{ path, config }, ...inner];
}
