import type { Json, PartConfig } from "../../../src/contracts/config.ts";
import { ownRun } from "../../../src/contracts/config.ts";
import { Machine } from "../../../src/engine/machine.ts";
import { renderIssues } from "../../../src/issues/render.ts";
import { parts } from "../../../src/parts.ts";
import { createRunSchedule } from "../../../src/schedule/run-schedule.ts";
import { Orders } from "../../../src/training/orders.ts";
import { train } from "../../../src/training/train.ts";
import { load } from "../../plan-of.ts";
import { readFile } from "./files.ts";
import type { Values } from "./table.ts";

/** The slots whose parts decide a run's figures. Transforms stand before an optimizer. */
export type HeededSlot = "scheduler" | "optimizer" | "transform" | "layer" | "loss" | "data";

const BEFORE: Json = [{ type: "Linear", out_features: 4 }];
const AFTER: Json = [{ type: "Linear", out_features: 2 }, "Flatten", { type: "Linear", out_features: 1 }];
const SGD: Json = { type: "SGD", lr: 0.01, momentum: 0.9 };

/** An experiment with a part in its place, as YAML. */
export function experimentWith(slot: HeededSlot, part: PartConfig, around: Values = {}): string {
  const { before = BEFORE, after = AFTER, ...sections } = around;
  const layers = slot === "layer" ? [...(before as Json[]), part, ...(after as Json[])] : undefined;
  const width = slot === "data" && typeof part.targets === "number" ? part.targets : 1;
  const experiment: Record<string, Json> = {
    data: slot === "data" ? part : { type: "linear", features: 3, samples: 20, noise: 0.1 },
    model: layers ?? [{ type: "Linear", out_features: 3 }, "Tanh", { type: "Linear", out_features: width }],
    loss: slot === "loss" ? part : "MSELoss",
    optimizer: slot === "optimizer" ? part : slot === "transform" ? [part, { type: "SGD", lr: 0.1 }] : SGD,
    training: { epochs: 4, batch_size: 4 },
    ...(slot === "scheduler" && { scheduler: part }),
    ...sections,
  };
  return Object.entries(experiment)
    .map(([section, value]) => `${section}: ${JSON.stringify(value)}\n`)
    .join("");
}

/** What comes of an experiment: the records of its epochs, or what is wrong with it; and what it is warned of. */
interface Effect {
  readonly figures: string;
  readonly isWrong: boolean;
  readonly warnings: string;
}

const machine = new Machine(parts);
const orders = new Orders();

export function effectOf(text: string): Effect {
  const loaded = load(text, { readFile });
  if ("issues" in loaded) return { figures: renderIssues(loaded.issues), isWrong: true, warnings: "" };
  const { config: written, stepsPerEpoch } = loaded.plan.variant(0);
  const config = ownRun(written);
  const schedule = createRunSchedule(config.scheduler, parts.scheduler, stepsPerEpoch);
  const source = (parts.data[config.data.type] as (typeof parts.data)[string]).open(config.data, readFile);
  const records = [...train({ config, schedule, seed: 0, source, machine, orders })];
  return { figures: JSON.stringify(records), isWrong: false, warnings: renderIssues(loaded.warnings, "warning") };
}
