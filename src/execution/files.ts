import { hash } from "node:crypto";
import { resolve } from "node:path";
import type { ReadFile } from "../contracts/dataset.ts";
import { Misfit } from "../contracts/part.ts";
import { wayToRead, whyUnreadable } from "../io/file-error.ts";
import { readBytes } from "../io/read.ts";

/** Access to the data files of an experiment. */
export type Files =
  /** Files of a folder. Paths in the experiment are relative to it. */
  | { readonly kind: "folder"; readonly path: string }
  /** Only these files, by their paths in the experiment, in memory that threads share. The disk is not read. */
  | { readonly kind: "contents"; readonly digest: string; readonly contents: ReadonlyMap<string, Uint8Array> };

/** Equal for the same files. */
export const keyOf = (files: Files) => (files.kind === "folder" ? files.path : files.digest);

export function readingFrom(files: Files): ReadFile {
  if (files.kind === "folder") return readingIn(files.path);
  return withDigest((path) => {
    const bytes = files.contents.get(path);
    if (bytes === undefined) throw new Misfit("path", `${path} was not sent along`);
    // TextDecoder refuses shared memory.
    return new Uint8Array(bytes);
  });
}

/** OpenSSL is several times as fast as JavaScript, which matters for large files and for the identities of many runs. */
const withDigest = (read: (path: string) => Uint8Array): ReadFile =>
  Object.assign(read, { digest: (data: Uint8Array | string) => hash("sha256", data) });

/** Reads files of an experiment. @param directory to which its paths are relative */
export function readingIn(directory: string): ReadFile {
  return withDigest((path) => {
    try {
      return readBytes(resolve(directory, path));
    } catch (error) {
      throw Misfit.unreadable(
        "path",
        `cannot read ${path}: ${whyUnreadable(error)}`,
        wayToRead(error) ?? "paths are relative to the experiment's file",
      );
    }
  });
}
