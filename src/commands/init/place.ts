import { exists, isFolder } from "../../io/read.ts";

/** Where new experiments go, and where their editor finds the schema. */
export interface Place {
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
