import type { Training } from "../contracts/config.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Composed } from "../grid/compose.ts";
import { elsewhere, homeOf, moveTo } from "../grid/key-homes.ts";
import { type Issue, issue, type Suggestion, type Within } from "../issues/issue.ts";
import { rename, write } from "../issues/suggest.ts";
import { explain } from "../schema/explain.ts";
import { trainingValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { type Node, toJson } from "../source/tree.ts";
import { type Piece, piece } from "./piece.ts";
import { issueIn, type Resolution, WHOLE } from "./places.ts";

/** Training as written. The memory limit does not change results, so it is not part of the configuration. */
type WrittenTraining = Training & { readonly max_memory?: number | string };

export interface TrainingPiece extends Piece<Training> {
  /** Of memory, as written. */
  readonly limit: number | string | undefined;
}

export function trainingPiece(composed: Composed, registry: Registry): Resolution<TrainingPiece> {
  const resolved = writtenTraining(composed, registry);
  if ("issues" in resolved) return resolved;
  const { max_memory: limit, ...training } = resolved.value;
  // What of our own engine computes a run does not show in its bits; PyTorch and its device are what the run depends on (Basis).
  const { engine: _, device: __, ...decisive } = training;
  const { text } = piece(decisive);
  return { value: { value: training, text, limit } };
}

function writtenTraining(composed: Composed, registry: Registry): Resolution<WrittenTraining> {
  const { node } = composed;
  if (node?.kind !== "map") {
    const message = node === undefined ? "training needs 'epochs'" : `training must be a mapping, found ${found(node)}`;
    return { issues: [issueIn(composed, issue("invalid", WHOLE, message, "write training: {epochs: 50}"))] };
  }
  const former = formerEngine(node);
  if (former !== undefined) return { issues: [issueIn(composed, former)] };
  const value = toJson(node) as unknown as WrittenTraining;
  const issues = explain(trainingValidator()(value), {
    node,
    where: "training",
    owner: "training",
    keys: "key",
    varies: true,
    elsewhere: (key, place, value) => whereKeyOfTrainingBelongs(key, place, value, registry),
  });
  return issues.length > 0 ? { issues: issues.map((issue) => issueIn(composed, issue)) } : { value };
}

/** Engines of earlier versions, and what replaces them. */
const FORMER_ENGINES: Readonly<Record<string, string>> = { blas: "auto", wasm: "portable" };

function formerEngine(training: Extract<Node, { kind: "map" }>): Issue<Within> | undefined {
  const written = training.entries.get("engine")?.value;
  if (written?.kind !== "scalar" || typeof written.value !== "string") return undefined;
  if (!Object.hasOwn(FORMER_ENGINES, written.value)) return undefined;
  const place: Within = { path: ["engine"], of: "value" };
  const message = `training.engine '${written.value}' is no more: all engines give the same bits now, and none needs a BLAS`;
  return issue("invalid", place, message, write(FORMER_ENGINES[written.value] as string, place));
}

function whereKeyOfTrainingBelongs(
  key: string,
  place: Within,
  value: Node | undefined,
  registry: Registry,
): Suggestion<Within> | string | undefined {
  const home = homeOf(key, registry);
  if (home === undefined) return elsewhere(key);
  return home.startsWith("training.") ? rename(home.slice("training.".length), place) : moveTo(home, key, value);
}
