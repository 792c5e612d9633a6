/** What a plugin imports, wherever it lies. */
const IMPORTS = `
import { defineClosedForm, defineStatefulScheduler } from "${new URL("../../src/contracts/define-scheduler.js", import.meta.url).href}";
import Type from "${import.meta.resolve("typebox")}";
`;

/** A scheduler of one parameter. */
export const HALF_LIFE = `${IMPORTS}
export const HalfLifeLR = defineClosedForm({
  description: "Halves the rate every half_life epochs.",
  source: "Exponential decay by its half-life.",
  params: Type.Object({ half_life: Type.Number({ exclusiveMinimum: 0, description: "Epochs until the rate is half." }) }),
  at: ({ half_life }, base, t) => base * 0.5 ** (t / half_life),
});
`;

/** A scheduler named CountLR. @param start its function, as text */
export const counting = (start: string) => `${IMPORTS}
export const CountLR = defineStatefulScheduler({
  description: "Counts its ticks.",
  source: "This test.",
  monitors: false,
  params: Type.Object({}),
  create: () => ({ start: ${start}, next: (rates, memory) => [rates, memory] }),
});
`;
