/** What the faulty worker does at which seed. */
export const FAULTS = { exits: 1001, exhaustsHeap: 1002, hangs: 1003 } as const;

/** The channel on which gated-worker.ts tells that it has begun, and is told to train. */
export const GATE = "lrsweep-gate";
