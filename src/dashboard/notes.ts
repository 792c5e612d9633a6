import { join } from "node:path";
import { removeFile, writeWholeSync } from "../io/file.ts";
import { readText } from "../io/read.ts";
import { orNone } from "./experiments.ts";
import { serveFile } from "./files.ts";

/** In a results folder. No sweep touches it. */
const FILE = "notes.md";
/** The most bytes that are shown. */
const MOST_NOTE = 1 << 16;

/** What somebody wrote about a sweep; "" for nothing, and for what is served to nobody, such as a link out of the folder. */
export function readNote(results: string, name: string): string {
  const found = serveFile(results, `${name}/${FILE}`);
  return found === undefined ? "" : (orNone(() => readText(found.path, MOST_NOTE)) ?? "");
}

/** Throws a FileError. */
export function writeNote(results: string, name: string, text: string): void {
  const path = join(results, name, FILE);
  // What is left of a write that was cut short, or a link that somebody put there.
  removeFile(`${path}.part`);
  if (text.trim() === "") removeFile(path);
  else writeWholeSync(path, text);
}
