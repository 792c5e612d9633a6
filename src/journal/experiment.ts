import { join, relative } from "node:path";
import Type from "typebox";
import type { Plan } from "../experiment/plan.ts";
import { type Basis, basisOf } from "../experiment/trained-by.ts";
import { writeWholeSync } from "../io/file.ts";
import { readOwnJson } from "../io/own-json.ts";
import { JOURNAL_FOLDER } from "./journal.ts";

const FILE = "experiment.json";

const experimentSchema = Type.Object({
  text: Type.String(),
  /** Where the experiment lies, from the results folder. */
  directory: Type.String(),
  basis: Type.Union([
    Type.Object({
      files: Type.Record(Type.String(), Type.String()),
      python: Type.Union([Type.String(), Type.Null()]),
    }),
    Type.Object({
      torch: Type.String(),
      device: Type.Union([Type.Literal("cpu"), Type.Literal("cuda"), Type.Literal("mps")]),
    }),
    Type.Null(),
  ]),
});

/** The experiment that a journal belongs to, known before the sweep has come to its end. */
interface BegunExperiment {
  readonly text: string;
  /** Folder that its paths are relative to. */
  readonly directory: string;
  readonly basis: Basis | undefined;
}

/** Notes a plan's experiment when its sweep begins. Throws a FileError. */
export function writeExperiment(folder: string, { text, directory, trainer }: Plan): void {
  const noted = { text, directory: relative(folder, directory), basis: basisOf(trainer) ?? null };
  writeWholeSync(join(folder, JOURNAL_FOLDER, FILE), JSON.stringify(noted));
}

/** Undefined where no sweep has begun. Throws DamagedFile or FileError. */
export function readExperiment(folder: string): BegunExperiment | undefined {
  const path = join(folder, JOURNAL_FOLDER, FILE);
  const found = readOwnJson(path, experimentSchema, "run the sweep again: it writes the file anew");
  return found && { text: found.text, directory: join(folder, found.directory), basis: found.basis ?? undefined };
}
