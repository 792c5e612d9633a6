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
    parts.flatMap(({ path, config }) =>
      RATES.filter((name) => config[name] === 0 && lookUp(composed.node, [...path, name]) !== undefined).map((name) => {
        const where = [composed.section, ...path].join(".");
        const place = { path: [...path, name], of: "value" } as const;
        return issueIn(
          composed,
          issue("warning", place, `${where}: ${name} is 0: nothing is learned`, `write ${name}: 0.1, say`),
        );
      }),
    ),
  );
}
