import { join } from "node:path";
import Type, { type Static } from "typebox";
import { openBatch } from "../io/batch.ts";
import { readingSync } from "../io/file-error.ts";
import { readOwnJson } from "../io/own-json.ts";
import { MOST_WRITTEN, readText } from "../io/read.ts";
import { torchBasisSchema } from "./torch-basis.ts";

/** One of `of` parts of a sweep, counted from 0. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export const shardText = ({ index, of }: Shard) => `${index}/${of}`;

/** The name of a shard's results folder. */
export const shardFolder = (name: string, { index, of }: Shard) => `${name}.shard-${index}-of-${of}`;

const NOTE = "shard.json";
const TEXT = "experiment.yaml";

const noteSchema = Type.Object({
  name: Type.String(),
  shard: Type.Object({ index: Type.Integer({ minimum: 0 }), of: Type.Integer({ minimum: 1 }) }),
  /** See planDigest. */
  digest: Type.String(),
  release: Type.Object({ version: Type.String(), build: Type.String() }),
  /** Folder that paths in the experiment are relative to, as seen from where the sweep was run. */
  directory: Type.String(),
  /** Where PyTorch trains. */
  torch: Type.Optional(torchBasisSchema),
});

/** What a shard's folder says of itself: enough to merge it with the others. */
export type ShardNote = Static<typeof noteSchema>;

/** Rejects with a FileError. */
export async function writeShardNote(folder: string, note: ShardNote, text: string): Promise<void> {
  const files = await openBatch(folder, [TEXT, NOTE]);
  try {
    await files.write(TEXT, text);
    await files.write(NOTE, `${JSON.stringify(note, null, 2)}\n`);
    await files.seal();
    await files.publish();
  } catch (error) {
    await files.discard();
    throw error;
  }
}

/** Undefined where the folder is none of a shard. Throws DamagedFile, or a FileError. */
export function readShardNote(folder: string): { readonly note: ShardNote; readonly text: string } | undefined {
  const way = "run the sweep of this shard again: it writes the file anew and trains nothing that is there";
  const note = readOwnJson(join(folder, NOTE), noteSchema, way);
  if (note === undefined) return undefined;
  return { note, text: readingSync(join(folder, TEXT), () => readText(join(folder, TEXT), MOST_WRITTEN)) };
}
