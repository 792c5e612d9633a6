/** Keys that every scheduler takes besides its own parameters: when it ticks. JSON schemas. */
export const TICKING = {
  interval: {
    type: "string",
    enum: ["epoch", "step"],
    description: "When the scheduler ticks: after each epoch and its validation, or after each optimizer step.",
  },
  frequency: {
    type: "integer",
    minimum: 1,
    description: "Epochs (or steps) per tick. Default: 1.",
  },
} as const;

/** Keys that a phase, a scheduler in a list, takes as well: how long it lasts. */
const LENGTH = {
  epochs: {
    type: "integer",
    minimum: 1,
    description: "Length of this phase in epochs. The last phase may leave it out and takes the rest.",
  },
  steps: {
    type: "integer",
    minimum: 1,
    description: "Length of this phase in optimizer steps, instead of epochs. The phase then ticks by steps.",
  },
} as const;

/** All keys, by name. */
export const TIMING = { ...TICKING, ...LENGTH };
