import type { Training } from "../contracts/config.ts";
import type { Composed } from "../grid/compose.ts";
import { issue } from "../issues/issue.ts";
import { explain } from "../schema/explain.ts";
import { trainingValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { toJson } from "../source/tree.ts";
import { type Piece, piece } from "./piece.ts";
import { issueIn, type Resolution, WHOLE } from "./places.ts";

/** Training as a file has it: a limit of memory does not change what a run gives, so it is no part of its configuration. */
type WrittenTraining = Training & { readonly max_memory?: number | string };

export interface TrainingPiece extends Piece<Training> {
  /** Of memory, as written. */
  readonly limit: number | string | undefined;
}

/** @param engine what `auto` stands for */
export function trainingPiece(composed: Composed, engine: "wasm"): Resolution<TrainingPiece> {
  const resolved = writtenTraining(composed);
  if ("issues" in resolved) return resolved;
  const { max_memory: limit, ...training } = resolved.value;
  const { text } = piece({ ...training, engine: training.engine === "auto" ? engine : training.engine });
  // What auto stands for is decided later, by model and machine; in a run's identity it is what it stands for.
  return { value: { value: training, text, limit } };
}

function writtenTraining(composed: Composed): Resolution<WrittenTraining> {
  const { node } = composed;
  if (node?.kind !== "map") {
    const message = node === undefined ? "training needs 'epochs'" : `training must be a mapping, found ${found(node)}`;
    return { issues: [issueIn(composed, issue("invalid", WHOLE, message, "write training: {epochs: 50}"))] };
  }
  const value = toJson(node) as unknown as WrittenTraining;
  const issues = explain(trainingValidator()(value), {
    node,
    where: "training",
    owner: "training",
    keys: "key",
    varies: true,
    elsewhere: () => undefined,
  });
  return issues.length > 0 ? { issues: issues.map((issue) => issueIn(composed, issue)) } : { value };
}
