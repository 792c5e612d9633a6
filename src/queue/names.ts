// What lrsweep calls its things in Redis. BullMQ's own keys of a sweep are `lrsweep:<id>:…`.

/** For BullMQ. */
export const PREFIX = "lrsweep";
/** How often a chunk may stall, which is to be left by a worker that died; then it has failed. */
export const MAX_STALLED_COUNT = 1;
/** Ids of the sweeps that are to be worked on. */
export const SWEEPS = "lrsweep.sweeps";
/** Where it is told that a sweep was announced. */
export const ANNOUNCED = "lrsweep.announced";
/** A sweep's announcement; it vanishes when its coordinator does. */
export const announcementKey = (sweep: string) => `lrsweep.sweep.${sweep}`;
/** By worker, the chunks it takes at once. */
export const workersKey = (sweep: string) => `lrsweep.workers.${sweep}`;
/** By job, what became of its chunk. */
export const resultsKey = (sweep: string) => `lrsweep.results.${sweep}`;
/** Why workers do not take part. */
export const refusalsKey = (sweep: string) => `lrsweep.refusals.${sweep}`;
/** A file's bytes, by their SHA-256. */
export const dataKey = (digest: string) => `lrsweep.data.${digest}`;

export const isSweepId = (text: string) => /^[0-9a-f]{16}$/.test(text);
