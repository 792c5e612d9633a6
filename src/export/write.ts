import { join } from "node:path";
import { type NumpyArray, npzBytes } from "../formats/npz-writer.ts";
import { writeWhole } from "../io/draft.ts";
import { makeFolder } from "../io/file.ts";
import { csvLines } from "../tables/csv.ts";
import { CHECK } from "./check.ts";
import type { RunToWrite } from "./run.ts";
import { writeScript } from "./script.ts";

/** What lies beside a script. */
export interface Companions {
  /** Rows and orders, by the names that the script knows. */
  readonly data: Readonly<Record<string, NumpyArray>>;
  /** By their names in state_dict. */
  readonly weights: Readonly<Record<string, NumpyArray>>;
  /** See epochLines. */
  readonly lines: string;
}

/**
 * Writes a run's script and what it reads into a folder, which is made if need be. Returns the script's path.
 * @throws NoPyTorch before anything is written; rejects with a FileError
 */
export async function writeExport(
  folder: string,
  run: RunToWrite,
  { data, weights, lines }: Companions,
): Promise<string> {
  const script = writeScript(run);
  const { rates, metrics } = run.columns;
  const recorded = csvLines([["epoch", "step", ...rates, ...metrics]]) + lines;
  makeFolder(folder);
  await writeWhole(join(folder, "data.npz"), npzBytes(data));
  await writeWhole(join(folder, "weights.npz"), npzBytes(weights));
  await writeWhole(join(folder, "recorded.csv"), recorded);
  if (run.preparation)
    await writeWhole(join(folder, "preparation.json"), `${JSON.stringify(run.preparation, undefined, 1)}\n`);
  await writeWhole(join(folder, "check.py"), CHECK);
  await writeWhole(join(folder, "train.py"), script);
  return join(folder, "train.py");
}
