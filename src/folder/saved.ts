import { join } from "node:path";
import { readBytes, readText } from "../io/read.ts";
import { MANIFEST } from "./manifest.ts";

/** The experiment of a results folder, as it was run. */
interface SavedExperiment {
  readonly text: Uint8Array;
  /** Folder that its paths are relative to. */
  readonly directory: string;
}

/** Undefined where no sweep has ended. */
export function readSaved(folder: string): SavedExperiment | undefined {
  try {
    const text = readBytes(join(folder, "experiment.yaml"));
    const { directory } = JSON.parse(readText(join(folder, MANIFEST)));
    return { text, directory: typeof directory === "string" ? join(folder, directory) : "experiments" };
  } catch {
    return undefined;
  }
}
