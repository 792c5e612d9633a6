/** What the place of a scheduler adds to its own parameters: when it ticks. JSON schemas. */
export const TICKING = {
  interval: {
    type: "string",
    enum: ["epoch", "step"],
    description: "What makes a tick: an epoch with its validation, or an optimizer step.",
  },
  frequency: {
    type: "integer",
    minimum: 1,
    description: "Every so many epochs (or steps) make a tick. Default: 1.",
  },
} as const;

/** What a phase, a scheduler in a list, has besides: how long it lasts. */
const LENGTH = {
  epochs: {
    type: "integer",
    minimum: 1,
    description: "Epochs that this phase lasts. The last phase may leave it out and takes the rest.",
  },
  steps: {
    type: "integer",
    minimum: 1,
    description: "Optimizer steps that this phase lasts, in place of epochs; it then ticks by steps.",
  },
} as const;

/** All of them, by name. */
export const TIMING = { ...TICKING, ...LENGTH };
