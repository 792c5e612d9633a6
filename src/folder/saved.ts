import { join } from "node:path";
import type { Basis } from "../experiment/trained-by.ts";
import { readingSync } from "../io/file-error.ts";
import { exists, MOST_WRITTEN, readBytes } from "../io/read.ts";
import { readManifest } from "./manifest.ts";

/** The experiment of a results folder, as it was run. */
interface SavedExperiment {
  readonly text: Uint8Array;
  /** Folder that its paths are relative to. */
  readonly directory: string;
  /** What runs depended on, if that is not data alone. */
  readonly basis: Basis | undefined;
}

/** Undefined where no sweep has ended. Throws a FileError. */
export function readSaved(folder: string): SavedExperiment | undefined {
  const path = join(folder, "experiment.yaml");
  const manifest = readManifest(folder);
  if (manifest === undefined || !exists(path)) return undefined;
  const text = readingSync(path, () => readBytes(path, MOST_WRITTEN));
  const directory = manifest.directory === null ? "experiments" : join(folder, manifest.directory);
  return { text, directory, basis: manifest.basis };
}
