import type { LayerCase } from "../cases.ts";
import { groupNorm } from "../formulas.ts";

export default {
  formula: groupNorm,
  propose: ([channels], pick) => {
    const divisors = [1, 2, 3, channels as number].filter((groups) => (channels as number) % groups === 0);
    return { num_groups: pick.one(...divisors), affine: pick.boolean() };
  },
} satisfies LayerCase;
