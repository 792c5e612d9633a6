import { createHash } from "node:crypto";
import { type Files, readingIn } from "../execution/files.ts";
import { fileDigest, filesBelow, readBytes, sizeOf } from "../io/read.ts";
import type { SentFile } from "./announcement.ts";
import type { Redis } from "./clients.ts";
import { dataKey } from "./names.ts";

/** Larger files are not sent through Redis. */
export const MAX_SENT_BYTES = 16 << 20;
/** How long files stay in Redis after their last use. */
const DATA_SECONDS = 3600;

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** The data files of an experiment, as a sweep announces them. @param directory to which paths are relative */
export function filesOf(directory: string, paths: readonly string[]): readonly SentFile[] {
  const read = readingIn(directory);
  return paths.map((path) => {
    const bytes = read(path);
    return { path, digest: sha256(bytes), bytes: bytes.length };
  });
}

/** Puts small files into Redis unless they are there. */
export async function sendData(redis: Redis, directory: string, files: readonly SentFile[]): Promise<void> {
  for (const { path, digest, bytes } of files) {
    if (bytes > MAX_SENT_BYTES || (await redis.expire(dataKey(digest), DATA_SECONDS)) === 1) continue;
    await redis.set(dataKey(digest), Buffer.from(readingIn(directory)(path)), "EX", DATA_SECONDS);
  }
}

/** Thrown if a worker cannot get a data file. */
export class DataMissing extends Error {}

/** Finds the files that a sweep announces by their content, in a folder of this machine or in Redis. Rejects with DataMissing. */
export async function fetchData(redis: Redis, folder: string | undefined, files: readonly SentFile[]): Promise<Files> {
  const contents = new Map<string, Uint8Array>();
  for (const file of files) contents.set(file.path, await fetchFile(redis, folder, file));
  const digest = sha256(Buffer.from(JSON.stringify(files.map(({ path, digest }) => [path, digest]))));
  return { kind: "contents", digest, contents };
}

async function fetchFile(redis: Redis, folder: string | undefined, { path, digest, bytes }: SentFile) {
  const found = folder === undefined ? undefined : await findFile(folder, digest, bytes);
  const content = found === undefined ? await redis.getBuffer(dataKey(digest)) : readBytes(found);
  if (content === null || sha256(content) !== digest) {
    const small = bytes <= MAX_SENT_BYTES ? "nor has Redis" : `and with ${bytes} bytes it is too large for Redis`;
    const where =
      folder === undefined
        ? `this worker has no folder of data (--data FOLDER), ${small}`
        : `no file in ${folder} has the digest ${digest.slice(0, 16)}… (other content counts as another file), ${small}`;
    throw new DataMissing(`its data ${JSON.stringify(path)} are not here: ${where}`);
  }
  const shared = new Uint8Array(new SharedArrayBuffer(content.length));
  shared.set(content);
  return shared;
}

/** Finds a file with that content in a folder or below it, whatever its name. */
async function findFile(folder: string, digest: string, bytes: number): Promise<string | undefined> {
  for (const path of filesBelow(folder)) if (sizeOf(path) === bytes && (await fileDigest(path)) === digest) return path;
  return undefined;
}
