import { type Piece, piece } from "../check/piece.ts";
import { issueIn, type Resolution, WHOLE } from "../check/places.ts";
import type { FreeOptimizer } from "../contracts/config.ts";
import type { Rates } from "../contracts/scheduler.ts";
import type { Composed } from "../grid/compose.ts";
import { issue, type Within } from "../issues/issue.ts";
import { freeRates } from "../schedule/free-rates.ts";
import { explain } from "../schema/explain.ts";
import { freeOptimizerSchema } from "../schema/script.ts";
import { validatorOf } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { toJson } from "../source/tree.ts";

const EXAMPLE = "write optimizer: {lr: 0.1, momentum: 0.9}";

/** What a program is told of its optimizer, and the rates that schedules start from. */
export interface FreeOptimizerPiece extends Piece<FreeOptimizer> {
  readonly base: Rates;
  /** Of the param groups behind the optimizer's own. */
  readonly groups: readonly string[];
}

export function freeOptimizerPiece(composed: Composed): Resolution<FreeOptimizerPiece> {
  const { node } = composed;
  if (node?.kind !== "map") {
    const message =
      node === undefined ? "the experiment needs 'optimizer'" : `optimizer must be a mapping, found ${found(node)}`;
    return { issues: [issueIn(composed, issue(node ? "invalid" : "missing", WHOLE, message, EXAMPLE))] };
  }
  const value = toJson(node) as unknown as FreeOptimizer;
  const malformed = explain(validatorOf(freeOptimizerSchema)(structuredClone(value)), {
    node,
    where: "optimizer",
    owner: "optimizer",
    keys: "key",
    varies: true,
    elsewhere: () => undefined,
  });
  if (malformed.length > 0) return { issues: malformed.map((wrong) => issueIn(composed, wrong)) };
  const { groups: written = [], ...own } = value;
  const groups = written.map((group) => ({ ...own, ...group }));
  const names = groups.map(({ name }) => name);
  const twice = names.findIndex((name, i) => names.indexOf(name) < i);
  if (twice !== -1) {
    const place: Within = { path: ["groups", String(twice), "name"], of: "value" };
    const message = `optimizer.groups: two groups are called ${names[twice]}`;
    return { issues: [issueIn(composed, issue("misfit", place, message, "give one another name"))] };
  }
  const whole = groups.length === 0 ? own : { ...own, groups };
  return {
    value: piece(whole as FreeOptimizer, { base: freeRates(whole as FreeOptimizer), groups: names }),
  };
}
