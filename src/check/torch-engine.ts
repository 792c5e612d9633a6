import type { TorchDevice, Training } from "../contracts/config.ts";
import type { TorchMeans } from "../experiment/torch-means.ts";
import { type Basis, isTorch, type TorchTrainer, type TrainedBy } from "../experiment/trained-by.ts";
import type { Composed } from "../grid/compose.ts";
import type { Issues } from "../issues/collector.ts";
import { type Issue, issue, type Span, type Within } from "../issues/issue.ts";
import { inText } from "../source/places.ts";
import { isText, type MapNode } from "../source/tree.ts";
import { issueIn } from "./places.ts";

/** What finding out who trains needs. */
interface TrainerNeeds {
  readonly torch?: TorchMeans | undefined;
  /** What runs depended on when they were trained. Default: what is here. */
  readonly basis?: Basis | undefined;
}

const at = (key: string): Within => ({ path: [key], of: "value" });

/** Who trains the runs of a file that has data, model and loss; undefined where that is wrong. It may start Python. */
export function readTrainer(root: MapNode, { torch, basis }: TrainerNeeds, issues: Issues): TrainedBy | undefined {
  const training = root.entries.get("training")?.value;
  const written = (key: string) => {
    const node = training?.kind === "map" ? training.entries.get(key)?.value : undefined;
    return isText(node) ? node.value : undefined;
  };
  if (written("engine") !== "torch") return { kind: "engine" };
  const device = (written("device") ?? "auto") as TorchDevice;
  const choseDevice = device === "auto";
  if (basis !== undefined && isTorch(basis)) return { kind: "torch", basis, choseDevice };
  const found = torch?.find(device) ?? NOWHERE;
  if ("basis" in found) return { kind: "torch", basis: found.basis, choseDevice };
  issues.add(inText(issue("misfit", at(found.wrong), found.message, found.remedy), training));
  return undefined;
}

const NOWHERE = {
  wrong: "engine",
  message: "training.engine torch: there is no Python here to start",
  remedy: "use engine: auto",
} as const;

/** What of training does not go with who trains. All runs have one trainer, so no axis varies it. */
export function trainerIssue(composed: Composed, training: Training, trainer: TrainedBy): Issue<Span> | undefined {
  const { engine, device } = training;
  const isTorch = engine === "torch";
  if (isTorch !== (trainer.kind === "torch")) {
    const message = "training.engine: one engine trains all runs of an experiment, so torch cannot be one of an axis";
    return issueIn(composed, issue("misfit", at("engine"), message, "write engine: torch under training"));
  }
  if (device === undefined) return undefined;
  if (!isTorch) {
    const message = `training.device has no meaning with engine ${engine}, which computes on the processor`;
    return issueIn(composed, issue("misfit", at("device"), message, "remove it, or add engine: torch"));
  }
  if (isDeviceOf(trainer as TorchTrainer, device)) return undefined;
  const message = "training.device: all runs of an experiment are trained on one device, so no axis varies it";
  return issueIn(composed, issue("misfit", at("device"), message, "write device under training"));
}

const isDeviceOf = ({ basis, choseDevice }: TorchTrainer, device: TorchDevice) =>
  device === (choseDevice ? "auto" : basis.device);
