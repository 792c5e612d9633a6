import { join } from "node:path";
import type { BlasEngine, Engine, Engines } from "../contracts/engine.ts";
import { ONLY_WASM } from "../contracts/engine.ts";
import { makeFolder, writeWholeSync } from "../io/file.ts";
import { namingSync } from "../io/file-error.ts";
import { exists, readTextIfThere } from "../io/read.ts";
import { JOURNAL_FOLDER } from "./journal.ts";

const FILE = "engines.json";

/**
 * What computed the runs of a results folder; undefined where that was never decided. A journal from before there was a choice
 * was computed by wasm. Throws a FileError.
 */
export function readEngines(folder: string): Engines | undefined {
  const path = join(folder, JOURNAL_FOLDER, FILE);
  return namingSync(path, () => {
    const text = readTextIfThere(path);
    if (text !== undefined) return parse(text);
    return exists(join(folder, JOURNAL_FOLDER, "runs")) ? ONLY_WASM : undefined;
  });
}

/** Keeps the decision. Whoever does has locked the folder. Throws a FileError. */
export function writeEngines(folder: string, { auto, blas }: Engines): void {
  makeFolder(join(folder, JOURNAL_FOLDER));
  writeWholeSync(join(folder, JOURNAL_FOLDER, FILE), `${JSON.stringify({ auto, blas: blas ?? null })}\n`);
}

/** Anyone may have edited it. What cannot be read was never decided. */
function parse(text: string): Engines | undefined {
  try {
    const { auto, blas } = JSON.parse(text) as { readonly auto: unknown; readonly blas: unknown };
    const engine: Engine | undefined = auto === "wasm" ? auto : blasIn(auto);
    return engine && { auto: engine, blas: blasIn(blas) };
  } catch {
    return undefined;
  }
}

function blasIn(value: unknown): BlasEngine | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { library, version, kernel } = value as Readonly<Record<string, unknown>>;
  if (typeof library !== "string" || typeof version !== "string" || typeof kernel !== "string") return undefined;
  return { library, version, kernel };
}
