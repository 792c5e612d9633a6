import { join } from "node:path";
import { type Draft, draft } from "./draft.ts";
import { makeFolder, removeLeftovers } from "./file.ts";

/** Files of one folder that appear together, once all of them are whole. */
export interface Batch<Name extends string> {
  /** Adds to a file, which its first text starts. Await it: the buffer is bounded. */
  write(name: Name, content: string | Uint8Array): Promise<void>;
  /** Ends all files written so far, and gives the SHA-256 of each. */
  seal(): Promise<ReadonlyMap<Name, string>>;
  /** Gives the files their names, in the order they were started. */
  publish(): Promise<void>;
  /** Removes what was begun; nothing can be written after it. */
  discard(): Promise<void>;
}

/**
 * Makes the folder if need be, and removes a killed batch's leftovers. Rejects with a FileError, as all of its methods do.
 * @param names of all files there may be; of a table in parts that of the first
 */
export async function openBatch<Name extends string>(folder: string, names: readonly Name[]): Promise<Batch<Name>> {
  makeFolder(folder);
  await removeLeftovers(folder, names);
  const drafts = new Map<Name, Draft>();
  const digests = new Map<Name, string>();
  let isDiscarded = false;

  const write = async (name: Name, content: string | Uint8Array) => {
    if (isDiscarded) throw new Error(`${folder}: these results were given up`);
    const started = drafts.get(name) ?? (await draft(join(folder, name)));
    drafts.set(name, started);
    await started.write(content);
  };
  const seal = async () => {
    const open = [...drafts].filter(([name]) => !digests.has(name));
    const sealed = await Promise.all(open.map(async ([name, started]) => [name, await started.seal()] as const));
    for (const [name, digest] of sealed) digests.set(name, digest);
    return digests;
  };
  const publish = async () => {
    for (const started of drafts.values()) await started.publish();
    drafts.clear();
  };
  const discard = async () => {
    isDiscarded = true;
    for (const started of drafts.values()) await started.discard();
    drafts.clear();
  };
  return { write, seal, publish, discard };
}
