import { hash } from "node:crypto";
import { resolve } from "node:path";
import type { ReadFile } from "../contracts/dataset.ts";
import { Misfit } from "../contracts/part.ts";
import { whyUnreadable } from "../io/file-error.ts";
import { readBytes } from "../io/read.ts";

/** The files that an experiment's data come from. */
export type Files =
  /** Those of a folder, which paths in the experiment are relative to. */
  | { readonly kind: "folder"; readonly path: string }
  /** These and no others, whatever this machine has: by path as in the experiment, in memory that threads share. */
  | { readonly kind: "contents"; readonly digest: string; readonly contents: ReadonlyMap<string, Uint8Array> };

/** Equal for the same files. */
export const keyOf = (files: Files) => (files.kind === "folder" ? files.path : files.digest);

export function readingFrom(files: Files): ReadFile {
  if (files.kind === "folder") return readingIn(files.path);
  return withDigest((path) => {
    const bytes = files.contents.get(path);
    if (bytes === undefined) throw new Misfit("path", `${path} was not sent along`);
    // Decoders of text refuse shared memory.
    return new Uint8Array(bytes);
  });
}

/** OpenSSL is several times as fast as JavaScript, which counts for large files and for the identities of many runs. */
const withDigest = (read: (path: string) => Uint8Array): ReadFile =>
  Object.assign(read, { digest: (data: Uint8Array | string) => hash("sha256", data) });

/** Reads the files of an experiment that stands in `directory`. */
export function readingIn(directory: string): ReadFile {
  return withDigest((path) => {
    try {
      return readBytes(resolve(directory, path));
    } catch (error) {
      throw Misfit.unreadable(
        "path",
        `cannot read ${path}: ${whyUnreadable(error)}`,
        "paths are relative to the experiment's file",
      );
    }
  });
}
