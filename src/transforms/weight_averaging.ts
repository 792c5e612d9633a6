import Type from "typebox";
import { Misfit } from "../definition/part.ts";
import { defineTransform } from "../definition/transform.ts";
import { doubles } from "../definition/update.ts";
import { Op } from "../tape/op.ts";

/**
 * Evaluates a running average of the parameters; training goes on from the parameters themselves.
 * torch.optim.swa_utils.AveragedModel: EMA with get_ema_multi_avg_fn, SWA (Izmailov et al. 2018) with its default.
 */
export const weight_averaging = defineTransform({
  description: "Evaluates the model on a running average of its parameters; it does not change how they are trained.",
  source: "torch.optim.swa_utils.AveragedModel",
  params: Type.Object({
    method: Type.Enum(["ema", "swa"], {
      default: "ema",
      description: "Whether older parameters count less and less (ema) or all alike (swa, which goes with SWALR).",
    }),
    decay: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.999,
      description: "Share of the average that ema keeps at each update.",
    }),
    interval: Type.Optional(
      Type.Enum(["step", "epoch"], { description: "When the average is updated. Default: ema step, swa epoch." }),
    ),
    start: Type.Integer({
      minimum: 0,
      default: 0,
      description: "Updates before the average begins; the parameters themselves are evaluated until then.",
    }),
  }),
  plan({ method, decay, interval = method === "swa" ? "epoch" : "step", start }) {
    if (method === "swa" && interval === "step") {
      throw new Misfit("interval", "swa averages after each epoch, found interval step", "leave interval out");
    }
    return {
      kind: "average",
      interval,
      emit(tape, { parameters, floats }, average) {
        const counters = tape.allocate(4);
        const weight = doubles(method === "swa" ? -1 : decay);
        tape.record(Op.Average, parameters, average, floats, counters, start, ...weight);
      },
    };
  },
});
