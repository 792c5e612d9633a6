import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BlasEngine, Engine, Engines } from "../contracts/engine.ts";
import { ONLY_WASM } from "../contracts/engine.ts";
import { namingSync } from "../io/file.ts";
import { JOURNAL_FOLDER } from "./journal.ts";

const FILE = "engines.json";

/**
 * What computed the runs of a results folder; undefined where that was never decided. A journal from before there was a choice
 * was computed by wasm. Throws a FileError.
 */
export function readEngines(folder: string): Engines | undefined {
  const path = join(folder, JOURNAL_FOLDER, FILE);
  return namingSync(path, () => {
    if (existsSync(path)) return parse(readFileSync(path, "utf8"));
    return existsSync(join(folder, JOURNAL_FOLDER, "runs")) ? ONLY_WASM : undefined;
  });
}

/** Keeps the decision. Whoever does has locked the folder. Throws a FileError. */
export function writeEngines(folder: string, { auto, blas }: Engines): void {
  const path = join(folder, JOURNAL_FOLDER, FILE);
  namingSync(path, () => {
    mkdirSync(join(folder, JOURNAL_FOLDER), { recursive: true });
    writeFileSync(`${path}.part`, `${JSON.stringify({ auto, blas: blas ?? null })}\n`);
    renameSync(`${path}.part`, path);
  });
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
