import type { LayerCase } from "../cases.ts";

export default {
  formula: (input) => input,
  propose: () => ({ p: 0 }),
} satisfies LayerCase;
