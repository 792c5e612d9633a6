import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder, writeWholeSync } from "../../io/file.ts";
import { exists, isFolder, readText } from "../../io/read.ts";

/** Where new experiments go, and where their editor finds the schema. */
interface Place {
  readonly folder: string;
  /** The schema's path as the experiment names it, with slashes. */
  readonly schema: string;
  /** Whether the schema comes with the folder, and is not to be written. */
  readonly hasSchema: boolean;
}

/** `experiments/` where there is such a folder, the working folder elsewhere. A clone has a schema of its own. */
export function placeHere(): Place {
  const folder = isFolder("experiments") ? "experiments" : ".";
  const hasSchema = folder === "experiments" && exists("schemas/experiment.schema.json");
  return { folder, schema: hasSchema ? "../schemas/experiment.schema.json" : ".lrsweep/schema.json", hasSchema };
}

/** The CSV file that comes with lrsweep. */
const EXAMPLE = "mtcars.csv";

/** Copies the example where it is asked for by its name and is not there; says whether it did. Throws a FileError. */
export function copyExample(path: string): boolean {
  if (basename(path) !== EXAMPLE || exists(path)) return false;
  makeFolder(dirname(path));
  writeWholeSync(path, readText(fileURLToPath(import.meta.resolve("#example"))));
  return true;
}
