import Type from "typebox";
import { idle, Misfit, type PartContext, type Warning } from "../contracts/part.ts";
import { Python } from "../contracts/torch.ts";
import { type Averaged, defineTransform } from "../contracts/transform.ts";
import { AVERAGE_FACTORS, average, copyValues } from "../kernels/families/averages.ts";
import type { Prepare } from "../kernels/operation.ts";
import { counted } from "../numbers/counted.ts";

/**
 * Evaluates a running average of the parameters. Training continues from the parameters themselves.
 * torch.optim.swa_utils.AveragedModel and update_bn: EMA with get_ema_multi_avg_fn, SWA (Izmailov et al. 2018) with its default.
 */
export const weight_averaging = defineTransform({
  description: "Evaluates the model with a running average of its parameters. Training does not change.",
  source: "torch.optim.swa_utils.AveragedModel",
  use: {
    when: "A constant or cyclic rate, where the average of late weights is better than the last weights.",
    not: "The rate decays to almost 0: the last weights then hardly differ from their average.",
  },
  params: Type.Object({
    method: Type.Enum(["ema", "swa"], {
      default: "ema",
      description:
        "How updates are weighted. ema: older ones count less and less. swa: all count equally, as suits SWALR.",
    }),
    decay: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.999,
      description: "Decay rate of ema: the share of the average that an update keeps.",
    }),
    interval: Type.Optional(
      Type.Enum(["step", "epoch"], { description: "When the average is updated. Default: ema step, swa epoch." }),
    ),
    start: Type.Integer({
      minimum: 0,
      default: 0,
      description: "Updates to skip before the average begins. Until then, the parameters themselves are evaluated.",
    }),
    use_buffers: Type.Boolean({
      default: false,
      description:
        "Whether to average BatchNorm's running statistics, too. If not, each update copies those of the model.",
    }),
    update_bn: Type.Boolean({
      default: false,
      description:
        "Whether to recompute BatchNorm's statistics for the average after the last epoch, over the batches of that epoch.",
    }),
  }),
  idle: ({ method, start, interval }, { keepsStatistics, length }) => [
    ...unreached(start, intervalOf(method, interval), length),
    ...(method === "ema" ? [] : idle(["decay"], `with method: ${method}`, "method: ema")),
    ...(keepsStatistics ? [] : idle(["use_buffers", "update_bn"], "on a model without running statistics")),
  ],
  torch: (_, { method, decay, use_buffers }) => {
    const ema = { multi_avg_fn: new Python(`swa_utils.get_ema_multi_avg_fn(${decay})`) };
    const buffers = { use_buffers: true };
    const keywords = { ...(method === "ema" && ema), ...(use_buffers === true && buffers) };
    return { callee: "swa_utils.AveragedModel", keywords };
  },
  // get_ema_multi_avg_fn.
  since: ({ method }) => (method === "ema" ? "2.0" : undefined),
  plan({ method, decay, interval: asked, start, use_buffers, update_bn }) {
    const interval = intervalOf(method, asked);
    if (method === "swa" && interval === "step") {
      throw new Misfit("interval", "swa averages after each epoch, found interval step", "leave interval out");
    }
    return {
      kind: "average",
      interval,
      collectsStatistics: update_bn,
      emit(tape, { parameters, buffers, counters }) {
        const factors = tape.perStep(AVERAGE_FACTORS);
        const how = { factors, isMean: method === "swa" };
        const prepare = factorsOf({ decay, start }, counters, factors);
        tape.record(average({ ...placesOf(parameters), ...how, isCount: false }, { prepare }));
        for (const buffer of buffers) {
          const { statistic } = buffer;
          if (!use_buffers || statistic === undefined) tape.record(copyValues(placesOf(buffer)));
          else tape.record(average({ ...placesOf(buffer), ...how, isCount: statistic.isCount }));
        }
      },
    };
  },
});

const intervalOf = (method: "ema" | "swa", asked: "step" | "epoch" | undefined) =>
  asked ?? (method === "swa" ? "epoch" : "step");

/** A start that the run does not come to. */
function unreached(start: number, interval: "step" | "epoch", length: PartContext["length"]): readonly Warning[] {
  if (length === undefined) return [];
  const updates = length.epochs * (interval === "step" ? length.stepsPerEpoch : 1);
  if (start < updates) return [];
  const message = `the average never begins: a run has ${counted(updates, "update")}, and start skips ${start}`;
  return [{ parameter: "start", message, remedy: `write start: ${Math.floor(updates / 2)}` }];
}

const placesOf = ({ values, average: target, floats }: Averaged) => ({ values, target, floats });

/** Counts updates, and gives each its factors. @param counters see AverageStretches @param factors see average */
const factorsOf =
  ({ decay, start }: { readonly decay: number; readonly start: number }, counters: number, factors: number): Prepare =>
  (memory, { from, to }) => {
    const counts = memory.doubles(counters, 2);
    let [all = 0, counted = 0] = counts;
    const share = 1 - decay;
    const numbers = memory.floats(factors + 4 * AVERAGE_FACTORS * from, AVERAGE_FACTORS * (to - from));
    for (let at = 0; at < numbers.length; at += AVERAGE_FACTORS) {
      all++;
      if (all > start) counted++;
      numbers.set([Number(counted <= 1), share, 1 - share, counted], at);
    }
    counts.set([all, counted]);
  };
