import { digestOf, type ReadFile } from "../contracts/dataset.ts";
import { Misfit } from "../contracts/part.ts";
import { type Basis, basisText, isTorch, type ProgramBasis, type ScriptProgram } from "../experiment/trained-by.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Within } from "../issues/issue.ts";
import { inText } from "../source/places.ts";
import type { MapNode } from "../source/tree.ts";
import { type WrittenScript, writtenScript } from "./call.ts";
import { type ReportedMetrics, readReportedMetrics } from "./metrics.ts";

/** What all runs of a program share. */
export interface SharedScript {
  readonly program: ScriptProgram;
  readonly metrics: ReportedMetrics;
  /** Of the files' contents and of Python's version. */
  readonly digest: string;
}

interface ScriptNeeds {
  readonly readFile: ReadFile;
  /** What the runs depended on when they were trained, in the place of the files as they are. */
  readonly basis?: Basis | undefined;
}

/** Why sections of our own engine have no meaning beside a program. */
const FOREIGN: Readonly<Record<string, string>> = {
  data: "the program reads its own data: remove it, and hand values on under script.parameters",
  model: "the program has its own model: remove it, and hand values on under script.parameters",
  loss: "the program has its own loss: remove it, and report the loss as one of metrics",
};

/** Reads what is the same for all runs of a program. It reads the files, and starts nothing. */
export function readScript(
  root: MapNode,
  heads: readonly string[],
  { readFile, basis: recorded }: ScriptNeeds,
  issues: Issues,
  warnings: Issues,
): SharedScript | undefined {
  const before = issues.count;
  for (const [key, why] of Object.entries(FOREIGN)) {
    const entry = root.entries.get(key);
    if (entry !== undefined) issues.add(issue("misfit", entry.key, `script and ${key} do not go together`, why));
  }
  const metrics = readReportedMetrics(root, heads);
  if ("issues" in metrics) issues.addAll(metrics.issues);
  const node = root.entries.get("script")?.value;
  const written = writtenScript(node);
  const add = (found: ReturnType<typeof issue<Within>>, to = issues) => to.add(inText(found, node));
  if ("issues" in written) for (const wrong of written.issues) add(wrong);
  if ("issues" in written || "issues" in metrics || issues.count > before) return undefined;
  const { value } = written;
  const former = recorded && !isTorch(recorded) ? recorded : undefined;
  const found = former ?? { files: digestsOf(value.files, readFile, add), python: pythonOf(value, readFile) };
  if (value.files.length === 0) add(noFiles(value), warnings);
  if (value.python !== undefined && found.python === null) add(unknownPython(value.python), warnings);
  if (value.columns !== undefined) tellUnknownColumns(value.columns, metrics, add);
  if (issues.count > before) return undefined;
  return { program: programOf(value, found, metrics), metrics, digest: digestOf(basisText(found), readFile) };
}

const pythonOf = ({ python }: WrittenScript, readFile: ReadFile) =>
  python === undefined ? null : (pythonVersion(python, readFile) ?? null);

function programOf(
  { env = {}, python, silence, end_within }: WrittenScript,
  basis: ProgramBasis,
  { optional }: ReportedMetrics,
): ScriptProgram {
  const texts = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
  return { kind: "script", env: texts, python, basis, silence, endWithin: end_within, optional };
}

type Add = (found: ReturnType<typeof issue<Within>>) => void;

function digestsOf(files: readonly string[], readFile: ReadFile, add: Add): ProgramBasis["files"] {
  const digests: Record<string, string> = {};
  for (const [i, path] of files.entries()) {
    try {
      digests[path] = digestOf(readFile(path), readFile);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      const place: Within = { path: ["files", String(i)], of: "value" };
      add({ ...error.issue, place, message: `script.files.${i}: ${error.issue.message}` });
    }
  }
  return digests;
}

function noFiles({ command }: WrittenScript) {
  const script = command.map(String).find((word) => /\.\w+$/.test(word)) ?? "train.py";
  const message = "script.files is missing, so an edit of the program trains nothing again";
  return issue("warning", { path: [], of: "value" } as Within, message, `add files: [${script}]`);
}

/** The version as an environment's own file has it, or the program's name. No program is started for it. */
function pythonVersion(python: string, readFile: ReadFile): string | undefined {
  const folder = python.replace(/[^/\\]*$/, "");
  try {
    const text = new TextDecoder().decode(readFile(`${folder}../pyvenv.cfg`));
    const version = /^version(?:_info)?\s*=\s*(\d+(?:\.\d+)+)/m.exec(text)?.[1];
    if (version !== undefined) return version;
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
  }
  return /python(\d+(?:\.\d+)+)(?:\.exe)?$/.exec(python)?.[1];
}

function unknownPython(python: string) {
  const message = `script.python: the version of ${python} cannot be told without starting it, so it is no part of a run's identity`;
  return issue(
    "warning",
    { path: ["python"], of: "value" } as Within,
    message,
    "name the one of a virtual environment, or python3.12",
  );
}

function tellUnknownColumns(columns: Readonly<Record<string, string>>, { names }: ReportedMetrics, add: Add): void {
  for (const name of Object.keys(columns)) {
    if (names.includes(name)) continue;
    const place: Within = { path: ["columns", name], of: "key" };
    add(issue("misfit", place, `script.columns: '${name}' is none of metrics`, `use ${names.join(", ")}`));
  }
}
