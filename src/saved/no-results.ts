import { basename, join, normalize } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import { visibleIn } from "../io/read.ts";
import { nearest } from "../issues/suggest.ts";

/** Where results are found when a word is a name and not a path. */
const RESULTS = "results";

/**
 * The error for a folder without the results that a command needs.
 * @param what is missing there: "no sweep", "no finished sweep"
 */
export function noResults(folder: string, what: string): InputError {
  const near = nearest(basename(folder), visibleIn(RESULTS).folders);
  if (near !== undefined && normalize(folder) !== join(RESULTS, near))
    return new InputError(`${folder} holds ${what}\n  did you mean '${join(RESULTS, near)}'?`);
  return new InputError(`${folder} holds ${what}. These sweeps are there:`, ["list"]);
}
