import { join } from "node:path";
import { lockFolder } from "../folder/lock.ts";
import { removeFolder } from "../io/file.ts";
import { JOURNAL_FOLDER } from "../journal/journal.ts";

/** Deletes the results of a sweep. Throws FolderInUse where it runs, or a FileError. */
export function deleteSweep(folder: string): void {
  // From now on, no sweep can start here.
  lockFolder(folder, join(folder, JOURNAL_FOLDER), new Date());
  removeFolder(folder);
}
