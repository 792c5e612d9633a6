import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, open, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { itemAt } from "../numbers/item-at.ts";
import { naming } from "./file-error.ts";
import { replaceFile } from "./replace.ts";

/** A file on its way: under its final name only once it is whole. */
export interface Draft {
  /** Awaits the disk when the buffer is full. */
  write(content: string | Uint8Array): Promise<void>;
  /** Puts all of it on the disk, still under the temporary name, and gives its SHA-256. */
  seal(): Promise<string>;
  /** Gives the sealed file its final name, in the place of an earlier one. */
  publish(): Promise<void>;
  /** Leaves nothing behind of an unpublished file. */
  discard(): Promise<void>;
}

const BUFFERED_CHARACTERS = 1 << 20;
/** Its own for each draft: two sweeps in one folder must not write to one file. */
const temporaryName = (path: string) =>
  join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.part`);

/** The final name that a temporary one stands for. */
export const finalName = (name: string) => /^\.(.+)\.[0-9a-f]{8}\.part$/.exec(name)?.[1];

/** Starts a file. Rejects with a FileError, as all of a draft's methods do. */
export async function draft(path: string): Promise<Draft> {
  const part = temporaryName(path);
  const handle = await naming(path, () => open(part, "wx"));
  const hash = createHash("sha256");
  let buffer: string[] = [];
  let length = 0;

  const put = async (bytes: Uint8Array) => {
    hash.update(bytes);
    await writeAll(handle, bytes);
  };
  const flush = async () => {
    const bytes = Buffer.from(buffer.join(""));
    buffer = [];
    length = 0;
    await put(bytes);
  };
  const write = async (content: string | Uint8Array) => {
    if (typeof content === "string") {
      buffer.push(content);
      length += content.length;
      if (length >= BUFFERED_CHARACTERS) await naming(path, flush);
    } else await naming(path, () => flush().then(() => put(content)));
  };
  const seal = () =>
    naming(path, async () => {
      await flush();
      await handle.datasync();
      await handle.close();
      return hash.digest("hex");
    });
  const publish = () => replaceFile(part, path);
  const discard = async () => {
    await handle.close().catch(() => {});
    await rm(part, { force: true });
  };
  return { write, seal, publish, discard };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
}

/** Nobody takes so long from the start of a small file to its end: whoever began it was killed. */
const ABANDONED_MS = 60_000;

/** Removes what killed processes left of a file that is written anew: the newest draft tells what time it is. */
async function removeAbandoned(path: string): Promise<void> {
  const names = (await readdir(dirname(path))).filter((name) => finalName(name) === basename(path));
  const parts = names.map((name) => join(dirname(path), name));
  const times = await Promise.all(parts.map(async (part) => (await stat(part).catch(() => undefined))?.mtimeMs ?? 0));
  const newest = Math.max(...times);
  for (const [i, part] of parts.entries())
    if (newest - itemAt(times, i) > ABANDONED_MS) await rm(part, { force: true });
}

/** Writes a file whole or not at all, and puts it on the disk. Rejects with a FileError. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const file = await draft(path);
  try {
    await naming(path, () => removeAbandoned(path));
    await file.write(content);
    await file.seal();
    await file.publish();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
