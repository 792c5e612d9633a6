import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder, writeWholeSync } from "../../io/file.ts";
import { exists, readText } from "../../io/read.ts";

/** The CSV file that comes with lrsweep. */
const EXAMPLE = "mtcars.csv";

/** Copies the example where it is asked for by its name and is not there; says whether it did. Throws a FileError. */
export function copyExample(path: string): boolean {
  if (basename(path) !== EXAMPLE || exists(path)) return false;
  makeFolder(dirname(path));
  writeWholeSync(path, readText(fileURLToPath(import.meta.resolve("#example"))));
  return true;
}
