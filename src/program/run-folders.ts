/** Folders of a results folder: what programs write of each run, and what they print. */
export const RUNS = "runs";
export const LOGS = "logs";
