import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ReadFile } from "../definition/dataset.ts";
import { Misfit } from "../definition/part.ts";

/** Reads the files of an experiment that stands in `directory`. */
export function readingIn(directory: string): ReadFile {
  return (path) => {
    try {
      return readFileSync(resolve(directory, path));
    } catch (error) {
      throw new Misfit("path", `cannot read ${path}: ${reason(error)}`, "paths are relative to the experiment's file");
    }
  };
}

function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "it is a folder";
    case "EACCES":
      return "permission denied";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
