import { join } from "node:path";
import Type from "typebox";
import { writeWhole } from "../io/draft.ts";
import { makeFolder } from "../io/file.ts";
import { readOwnJson } from "../io/own-json.ts";

const schema = Type.Record(Type.String(), Type.Integer({ minimum: 1 }));

const REMEDY = "remove it: the steps are then counted again";

const pathIn = (folder: string) => join(folder, ".journal", "steps.json");

/**
 * Steps of an epoch as a program was seen to make them.
 * @param folder the results folder
 * @param key of all that decides the number
 * @throws DamagedFile or a FileError
 */
export function countedSteps(folder: string, key: string): number | undefined {
  return readOwnJson(pathIn(folder), schema, REMEDY)?.[key];
}

/** Those that were last counted of the same calls with other content of the program's files. Throws as countedSteps does. */
export function stepsBeforeEdit(folder: string, key: string): number | undefined {
  const known = readOwnJson(pathIn(folder), schema, REMEDY) ?? {};
  const [calls] = key.split(" ");
  return Object.entries(known).findLast(([other]) => other.split(" ")[0] === calls)?.[1];
}

/** Keeps what was counted, for whoever asks again. Rejects with a FileError. */
export async function keepSteps(folder: string, key: string, steps: number): Promise<void> {
  makeFolder(join(folder, ".journal"));
  const known = readOwnJson(pathIn(folder), schema, REMEDY);
  await writeWhole(pathIn(folder), `${JSON.stringify({ ...known, [key]: steps })}\n`);
}
