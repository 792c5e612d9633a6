import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST } from "./manifest.ts";

/** The experiment of a results folder, as it was run. */
export interface SavedExperiment {
  readonly text: Uint8Array;
  /** Folder that its paths are relative to. */
  readonly directory: string;
}

/** Undefined where no sweep has ended. */
export function readSaved(folder: string): SavedExperiment | undefined {
  try {
    const text = readFileSync(join(folder, "experiment.yaml"));
    const { directory } = JSON.parse(readFileSync(join(folder, MANIFEST), "utf8"));
    return { text, directory: typeof directory === "string" ? join(folder, directory) : "experiments" };
  } catch {
    return undefined;
  }
}
