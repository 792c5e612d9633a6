import { renderSvg } from "../charts/svg.ts";
import type { PartConfig } from "../contracts/config.ts";
import type { Registry } from "../contracts/registry.ts";
import { sketch } from "../previews/sketch.ts";
import { previewCourse } from "../training/preview.ts";
import { flow } from "./markdown.ts";
import { trialOf } from "./trial.ts";

/** The rates that an example gives over 50 epochs of 10 steps, from a rate of 0.1. A metric never improves. */
export function schedulerCurve(parts: Registry, config: PartConfig): Promise<string> {
  const variant = trialOf(parts, { scheduler: flow(config) });
  const { lr, isPerStep, stepsPerEpoch } = previewCourse(variant, parts.scheduler, () => ({
    val_loss: 1,
    train_loss: 1,
  }));
  return renderSvg(
    sketch,
    lr.map((rate, i) => [isPerStep ? i / stepsPerEpoch + 1 : i + 1, rate]),
  );
}
