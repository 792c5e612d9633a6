// Names of lrsweep's keys in Redis. BullMQ's own keys of a sweep are `lrsweep:<id>:…`.

/** Prefix of BullMQ's keys. */
export const PREFIX = "lrsweep";
/** How many times a chunk may stall (lose its worker) before it fails. */
export const MAX_STALLED_COUNT = 1;
/** Ids of the sweeps with work. */
export const SWEEPS = "lrsweep.sweeps";
/** Channel on which announcements of sweeps are published. */
export const ANNOUNCED = "lrsweep.announced";
/** The announcement of a sweep. It expires if its coordinator stops renewing it. */
export const announcementKey = (sweep: string) => `lrsweep.sweep.${sweep}`;
/** Number of chunks that each worker takes at once. */
export const workersKey = (sweep: string) => `lrsweep.workers.${sweep}`;
/** Result of each job's chunk. */
export const resultsKey = (sweep: string) => `lrsweep.results.${sweep}`;
/** Reasons why workers refuse to join. */
export const refusalsKey = (sweep: string) => `lrsweep.refusals.${sweep}`;
/** Content of a file, by its SHA-256. */
export const dataKey = (digest: string) => `lrsweep.data.${digest}`;

export const isSweepId = (text: string) => /^[0-9a-f]{16}$/.test(text);
