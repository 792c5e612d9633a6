import type * as schedulers from "../schedulers/index.ts";

/** A scheduler that there is, by the name that `type` takes. */
export type SchedulerName = keyof typeof schedulers;
