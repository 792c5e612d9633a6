import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { finalName } from "./draft.ts";
import { codeOf, FileError, naming, namingSync } from "./file-error.ts";
import { wholeName } from "./part-name.ts";
import { replaceFileSync } from "./replace.ts";

/** Makes a folder and those above it. Throws a FileError. */
export function makeFolder(path: string): void {
  namingSync(path, () => make(path));
}

/** Node's own recursion takes EROFS for ENOENT. */
function make(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT" && dirname(path) !== path) {
      make(dirname(path));
      mkdirSync(path);
    } else if (codeOf(error) !== "EEXIST" || !leadsToFolder(path)) throw error;
  }
}

const LEADS_NOWHERE = "it is a link to something that is not there; remove it, or make that folder";

/** Throws where the name is that of a link which leads nowhere. */
function leadsToFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new FileError(path, new Error(LEADS_NOWHERE));
  return found.isDirectory();
}

/**
 * Writes a small file whole or not at all. Throws a FileError. Only one process may write it at a time: the temporary name
 * is always the same, so that a killed process leaves one file at most.
 */
export function writeWholeSync(path: string, text: string): void {
  namingSync(path, () => writeFileSync(`${path}.part`, text));
  replaceFileSync(`${path}.part`, path);
}

/** Writes a file into a folder that is made if need be; an existing file stays as it is. Rejects with a FileError. */
export async function writeNew(path: string, text: string): Promise<void> {
  await naming(path, async () => {
    makeFolder(dirname(path));
    await writeFile(path, text, { flag: "wx" });
  });
}

/** Renames a file or a folder, if it is there. Throws a FileError. */
export function renameIfThere(from: string, to: string): void {
  if (existsSync(from)) namingSync(from, () => renameSync(from, to));
}

/** Removes a file, if there is one. Throws a FileError. */
export function removeFile(path: string): void {
  namingSync(path, () => rmSync(path, { force: true }));
}

/**
 * Removes a folder and all that is in it. It loses its name first, so that a removal that is cut short leaves no half of it.
 * Throws a FileError.
 */
export function removeFolder(path: string): void {
  const aside = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.deleted`);
  namingSync(path, () => renameSync(path, aside));
  namingSync(path, () => rmSync(aside, { recursive: true, force: true, maxRetries: 3 }));
}

/** Removes what a killed process left unfinished of these files and their further parts. Rejects with a FileError. */
export function removeLeftovers(folder: string, names: readonly string[]): Promise<void> {
  return removeFiles(folder, (name) => names.includes(wholeName(finalName(name) ?? "")));
}

/** Removes files of a folder. Rejects with a FileError. */
export async function removeFiles(folder: string, isGone: (name: string) => boolean): Promise<void> {
  const names = await naming(folder, () => readdir(folder));
  for (const name of names)
    if (isGone(name)) await naming(join(folder, name), () => rm(join(folder, name), { force: true }));
}
