/** What the faulty worker does at which seed. */
export const FAULTS = { exits: 1001, exhaustsHeap: 1002, hangs: 1003 } as const;
