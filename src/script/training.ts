import { type Piece, piece } from "../check/piece.ts";
import { issueIn, type Resolution, WHOLE } from "../check/places.ts";
import type { ScriptConfig } from "../contracts/config.ts";
import type { Composed } from "../grid/compose.ts";
import { type Issue, issue, type Within } from "../issues/issue.ts";
import { MOST_REPEATS } from "../schema/experiment.ts";
import { explain } from "../schema/explain.ts";
import { scriptTrainingSchema } from "../schema/script.ts";
import { validatorOf } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { toJson } from "../source/tree.ts";

interface WrittenLength {
  readonly epochs?: number;
  readonly steps_per_epoch?: number | "auto";
  readonly steps?: number;
  readonly eval_every?: number;
  readonly on_divergence: "stop" | "record";
}

const EXAMPLE = "write training: {epochs: 30, steps_per_epoch: 391}, or {steps: 10000, eval_every: 500}";

/** Why keys of our own engine have no meaning beside a program. */
const FOREIGN: Readonly<Record<string, string>> = {
  batch_size: "the program makes its own batches: hand the number on as script.parameters.batch_size",
  accumulate: "the program accumulates its own gradients: count its optimizer steps in steps_per_epoch",
  drop_last: "the program makes its own batches: count them in steps_per_epoch",
  shuffle: "the program orders its own rows: remove it",
  engine: "the program trains: remove it",
  max_memory: "the program takes its own memory: remove it",
  batchsize: "the program makes its own batches: hand the number on as script.parameters.batch_size",
};

/** How long the run of a program is. @param isCounted whether its steps are yet to be counted, where they are auto */
export function scriptTrainingPiece(
  composed: Composed,
  isCounted = false,
): Resolution<Piece<ScriptConfig["training"]>> {
  const { node } = composed;
  if (node?.kind !== "map") {
    const message = node === undefined ? "training needs 'epochs'" : `training must be a mapping, found ${found(node)}`;
    return { issues: [issueIn(composed, issue("invalid", WHOLE, message, EXAMPLE))] };
  }
  const value = toJson(node) as unknown as WrittenLength;
  const malformed = explain(validatorOf(scriptTrainingSchema)(value), {
    node,
    where: "training",
    owner: "training beside script",
    keys: "key",
    varies: true,
    elsewhere: (key) => FOREIGN[key],
  });
  const wrong = malformed.length > 0 ? malformed : [...lengthIssues(value), ...(isCounted ? [] : uncounted(value))];
  if (wrong.length > 0) return { issues: wrong.map((found) => issueIn(composed, found)) };
  const { epochs, steps = 0, eval_every = 1, on_divergence } = value;
  const steps_per_epoch = value.steps_per_epoch === "auto" ? null : (value.steps_per_epoch ?? null);
  return {
    value: piece(
      epochs === undefined
        ? { epochs: steps / eval_every, steps_per_epoch: eval_every, on_divergence }
        : { epochs, steps_per_epoch, on_divergence },
    ),
  };
}

function uncounted({ steps_per_epoch }: WrittenLength): readonly Issue<Within>[] {
  if (steps_per_epoch !== "auto") return [];
  const message = "training.steps_per_epoch is auto, and the steps are not counted yet";
  const advice = "run the sweep here, which counts them first; or write the number";
  return [issue("missing", { path: ["steps_per_epoch"], of: "value" }, message, advice)];
}

function lengthIssues({ epochs, steps_per_epoch, steps, eval_every }: WrittenLength): readonly Issue<Within>[] {
  const at = (key: string): Within => ({ path: [key], of: "key" });
  if (epochs !== undefined && steps !== undefined)
    return [issue("misfit", at("steps"), "training has both 'epochs' and 'steps'", "remove one of the two")];
  if (epochs !== undefined)
    return eval_every === undefined
      ? []
      : [issue("misfit", at("eval_every"), "training.eval_every goes with steps, not with epochs", "remove it")];
  if (steps === undefined) return [issue("missing", WHOLE, "training needs 'epochs', or 'steps'", EXAMPLE)];
  if (steps_per_epoch !== undefined)
    return [
      issue(
        "misfit",
        at("steps_per_epoch"),
        "training.steps_per_epoch goes with epochs, not with steps",
        "remove it: eval_every says it",
      ),
    ];
  if (eval_every === undefined)
    return [
      issue(
        "missing",
        WHOLE,
        "training.steps needs 'eval_every'",
        "write eval_every: 500, say: steps between two reports",
      ),
    ];
  const epochCount = steps / eval_every;
  if (epochCount > MOST_REPEATS)
    return [
      issue("misfit", at("steps"), `training: ${epochCount} reports are more than ${MOST_REPEATS}`, "raise eval_every"),
    ];
  if (Number.isInteger(epochCount)) return [];
  const message = `training.steps is ${steps}, which is no multiple of eval_every ${eval_every}`;
  return [issue("misfit", at("steps"), message, `steps: ${Math.max(1, Math.round(epochCount)) * eval_every}`)];
}
