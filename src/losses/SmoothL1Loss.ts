import Type from "typebox";
import { defineElementwiseLoss } from "../contracts/loss.ts";
import { smoothed } from "./families/smoothed.ts";

/** The smallest normal float32, 2⁻¹²⁶. */
const SMALLEST = 1.1754943508222875e-38;

/** d²/(2·beta) where |d| < beta, else |d| − beta/2. torch.nn.SmoothL1Loss. */
export const SmoothL1Loss = defineElementwiseLoss({
  description: "The absolute difference of output and target, smoothed to a quadratic below beta.",
  source: "torch.nn.SmoothL1Loss",
  use: {
    when: "As HuberLoss, but scaled as in the object-detection literature: it is HuberLoss divided by beta.",
    not: "You compare several values of beta by their loss: the scale changes with beta.",
  },
  params: Type.Object({
    beta: Type.Number({
      minimum: 0,
      default: 1,
      description: "Difference up to which the loss is quadratic. 0 gives L1Loss.",
    }),
  }),
  // With beta 0 it is L1Loss: so it is with the smallest beta that has an inverse.
  numbers: ({ beta }) => ({ threshold: beta || SMALLEST, curvature: 1 / (beta || SMALLEST) }),
  ...smoothed,
});
