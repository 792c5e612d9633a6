import { execFile } from "node:child_process";
import { arch, cpus, release, type } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { RunStatus } from "../contracts/record.ts";
import { type Basis, isTorch, type ProgramBasis, type TorchBasis } from "../experiment/trained-by.ts";
import { readingSync } from "../io/file-error.ts";
import { fileDigest, readTextIfThere } from "../io/read.ts";
import { ownKeyed } from "../numbers/own.ts";
import { COLUMNS_PAGE } from "../tables/column-page.ts";
import { type Format, PLAIN, type ProfileName, WORKBOOK } from "../tables/profile.ts";
import { FILES_FORMAT } from "./digest.ts";

/** Files of a results folder, apart from the manifest that vouches for them. */
export const FILES = [
  "epochs.csv",
  "runs.csv",
  "summary.csv",
  "marginals.csv",
  "tuned.csv",
  "summary.md",
  COLUMNS_PAGE,
  "timings.csv",
  "experiment.yaml",
] as const;
export const MANIFEST = "manifest.json";

/** What only the caller knows of a sweep. */
export interface Provenance {
  /** Of lrsweep. */
  readonly version: string;
  /** What computed the runs here: AVX-512, AVX2 or WebAssembly. Their bits are the same. */
  readonly engine: string;
  readonly started: Date;
  readonly finished: Date;
  /** Edits of a program that were taken for harmless. */
  readonly accepted?: readonly unknown[];
}

/** Hours that runs held devices. */
export interface DeviceHours {
  readonly all: number;
  /** By axis, then by value. */
  readonly by: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** How results came to be, and how to tell that they are whole. */
export interface Manifest {
  readonly format: number;
  readonly name: string;
  /** As the experiment gives it; absent where it gives none. */
  readonly description?: string;
  /** See planDigest. */
  readonly digest: string;
  readonly lrsweep: string;
  readonly node: string;
  /** Of the git repository the experiment is in; null outside of one. */
  readonly commit: string | null;
  readonly engine: string;
  /** Where the experiment lies, from the results folder: its paths are relative to it. */
  readonly directory: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly system: string };
  readonly started: string;
  readonly finished: string;
  readonly device_hours: DeviceHours;
  readonly runs: Readonly<Record<RunStatus, number>>;
  /** The result in words, as in summary.md; absent in older results. */
  readonly answer?: string;
  /** How the CSV files are written. */
  readonly csv: ProfileName;
  /** SHA-256 of each file: those of FILES, their further parts, the workbook if it was asked for. */
  readonly files: Readonly<Record<string, string>>;
  /** What runs of a program depend on; absent where none trained. */
  readonly program?: ProgramBasis;
  /** What runs that PyTorch trained depend on; absent where it did not. */
  readonly torch?: TorchBasis;
  /** Edits of the program that were taken for harmless. */
  readonly accepted?: readonly unknown[];
}

type SweepFacts = Pick<
  Manifest,
  "name" | "description" | "digest" | "commit" | "directory" | "device_hours" | "runs" | "answer" | "csv" | "files"
> & {
  readonly basis?: Basis | undefined;
};

export function manifestOf(facts: SweepFacts, provenance: Provenance): Manifest {
  const { version, engine, started, finished, accepted = [] } = provenance;
  const { name, description, digest, commit, directory, device_hours, runs, answer, csv, files, basis } = facts;
  const cores = cpus();
  return {
    format: FILES_FORMAT,
    name,
    ...(description !== undefined && { description }),
    digest,
    lrsweep: version,
    node: process.version,
    commit,
    engine,
    directory,
    machine: { cpu: cores[0]?.model ?? "unknown", cores: cores.length, system: `${type()} ${release()} ${arch()}` },
    started: started.toISOString(),
    finished: finished.toISOString(),
    device_hours,
    runs,
    ...(answer !== undefined && { answer }),
    csv,
    files,
    ...(basis && (isTorch(basis) ? { torch: basis } : { program: basis })),
    ...(accepted.length > 0 && { accepted }),
  };
}

/** The commit checked out in a directory; null without git. */
export async function commitOf(directory: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-C", directory, "rev-parse", "HEAD"]);
    return stdout.trim();
  } catch {
    return null;
  }
}

/**
 * Whether the folder holds this plan's results, whole: every file as it was written, every run ended by itself.
 * A file that was edited, cut short or removed makes it false; so does a run that failed, and another format than asked for.
 * A workbook that is not asked for is the user's. Rejects if a file is there but cannot be read.
 */
export async function isComplete(folder: string, digest: string, format: Format = PLAIN): Promise<boolean> {
  const manifest = readManifest(folder);
  if (manifest === undefined || manifest.digest !== digest) return false;
  // Runs that the next sweep trains again.
  if (manifest.runs.failed !== 0 || manifest.runs.timeout !== 0) return false;
  if (manifest.csv !== format.profile.name) return false;
  const parts = Object.keys(manifest.files).filter((name) => name !== WORKBOOK);
  for (const name of new Set([...FILES, ...parts, ...(format.workbook ? [WORKBOOK] : [])])) {
    const found = await fileDigest(join(folder, name));
    if (found === undefined || found !== manifest.files[name]) return false;
  }
  return true;
}

/** A manifest as it is found: anyone may have edited it, or another version written it, so nothing is taken for granted. */
interface FoundManifest {
  readonly digest: string;
  readonly csv: unknown;
  readonly files: Readonly<Record<string, unknown>>;
  readonly runs: Readonly<Record<string, number>>;
  readonly finished: string | null;
  readonly answer: string | undefined;
  readonly description: string | undefined;
  readonly directory: string | null;
  readonly basis: Basis | undefined;
}

const MOST_MANIFEST = 1 << 24;

/** Undefined where there is none, or something else. Throws a FileError where it cannot be read. */
export function readManifest(folder: string): FoundManifest | undefined {
  const path = join(folder, MANIFEST);
  const text = readingSync(path, () => readTextIfThere(path, MOST_MANIFEST));
  if (text === undefined) return undefined;
  try {
    const { digest, runs, csv, files, finished, answer, description, directory, program, torch } = fields(
      JSON.parse(text),
    );
    // Of JSON that is no manifest, such as null, nothing can be told: least of all that a sweep has finished.
    if (typeof digest !== "string" || Object.entries(fields(runs)).filter(isCount).length === 0) return undefined;
    return {
      digest,
      csv,
      files: ownKeyed(fields(files)),
      runs: Object.fromEntries(Object.entries(fields(runs)).filter(isCount)),
      finished: typeof finished === "string" ? finished : null,
      answer: typeof answer === "string" ? answer : undefined,
      description: typeof description === "string" ? description : undefined,
      directory: typeof directory === "string" ? directory : null,
      basis: torchIn(torch) ?? basisIn(program),
    };
  } catch {
    return undefined;
  }
}

function basisIn(value: unknown): ProgramBasis | undefined {
  if (value === undefined) return undefined;
  const { files, python } = fields(value);
  const digests = Object.entries(fields(files)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return { files: Object.fromEntries(digests), python: typeof python === "string" ? python : null };
}

function torchIn(value: unknown): TorchBasis | undefined {
  const { torch, device } = fields(value);
  if (typeof torch !== "string" || !DEVICES.some((one) => one === device)) return undefined;
  return { torch, device: device as TorchBasis["device"] };
}

const DEVICES: readonly TorchBasis["device"][] = ["cpu", "cuda", "mps"];

const isCount = (entry: [string, unknown]): entry is [string, number] =>
  Number.isSafeInteger(entry[1]) && (entry[1] as number) >= 0;

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
