import { join } from "node:path";
import { Ajv } from "ajv";
import Type, { type Static } from "typebox";
import { openBatch } from "../io/batch.ts";
import { readText } from "../io/read.ts";

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

/** Undefined where the folder is none of a shard. */
export function readShardNote(folder: string): { readonly note: ShardNote; readonly text: string } | undefined {
  try {
    const note: unknown = JSON.parse(readText(join(folder, NOTE)));
    if (!new Ajv().compile<ShardNote>(noteSchema)(note)) return undefined;
    return { note, text: readText(join(folder, TEXT)) };
  } catch {
    return undefined;
  }
}
