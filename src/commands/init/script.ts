import { basename, dirname, extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Surroundings } from "../../command-line/command.ts";
import { type ExitCode, exitCode } from "../../command-line/exit-code.ts";
import { InputError } from "../../command-line/input-error.ts";
import { writeNew } from "../../io/file.ts";
import { whyUnreadable } from "../../io/file-error.ts";
import { exists, readText } from "../../io/read.ts";
import type { ScheduleName } from "../../starter/choices.ts";
import { linesToChange } from "../../starter/script-lines.ts";
import { factsIn, scriptStarterText } from "../../starter/script-text.ts";

interface ScriptOptions {
  readonly schedules: readonly ScheduleName[];
  readonly epochs?: number | undefined;
}

interface ExperimentWriter {
  readonly schema: string;
  /** Writes the experiment. Throws InputError for a file that would not run. */
  readonly write: (file: string, text: string) => Promise<void>;
}

/** How scripts are started, by their endings, and the adapter that goes beside them. */
const LANGUAGES: Readonly<Record<string, { readonly words: readonly string[]; readonly adapter?: string }>> = {
  ".py": { words: ["python3"], adapter: "lrsweep.py" },
  ".mjs": { words: ["node"], adapter: "lrsweep.mjs" },
  ".js": { words: ["node"], adapter: "lrsweep.mjs" },
  ".sh": { words: ["sh"] },
};

/** Writes an experiment beside a script, and the adapter that the script imports. Throws InputError or FileError. */
export async function initializeScript(
  name: string,
  script: string,
  { schedules, epochs }: ScriptOptions,
  { schema, write }: ExperimentWriter,
  { print }: Pick<Surroundings, "print">,
): Promise<ExitCode> {
  const text = textOf(script);
  const folder = dirname(script);
  const file = basename(script);
  const { words = [], adapter } = LANGUAGES[extname(script)] ?? {};
  const facts = factsIn(text);
  const starter = {
    name,
    file,
    command: words.length === 0 ? [`./${file}`] : [...words, file],
    python: extname(script) === ".py" ? environmentOf(folder) : undefined,
    schedules,
    facts: { ...facts, ...(epochs !== undefined && { epochs }) },
  };
  const experiment = join(folder, `${name}.yaml`);
  await write(experiment, scriptStarterText(starter, schema));
  const copied = adapter === undefined ? undefined : await placeAdapter(adapter, folder);
  const said = [`wrote ${experiment}${copied === undefined ? "" : ` and ${copied}`}`];
  if (extname(script) === ".py") said.push(`In ${script} these lines change:`, ...changes(text, starter.facts));
  else said.push("The program reads its rates and reports its metrics by the adapter; see the README.");
  said.push(
    "Then preview the schedules, and train:",
    `  ${print("preview", experiment)}`,
    `  ${print("sweep", experiment, "--trust-scripts")}`,
  );
  console.log(said.join("\n"));
  return exitCode.ok;
}

function textOf(script: string): string {
  try {
    return readText(script);
  } catch (error) {
    throw new InputError(`--script ${script}: cannot read it: ${whyUnreadable(error)}`);
  }
}

/** A virtual environment beside the script. */
function environmentOf(folder: string): string | undefined {
  return [".venv/bin/python", "venv/bin/python", ".venv/Scripts/python.exe"].find((path) => exists(join(folder, path)));
}

/** Returns where the adapter is put; undefined if the script has one beside it already. */
async function placeAdapter(adapter: string, folder: string): Promise<string | undefined> {
  const path = join(folder, adapter);
  const source = fileURLToPath(import.meta.resolve(`#adapters/${adapter}`));
  if (exists(path) || !exists(source)) return undefined;
  await writeNew(path, readText(source));
  return path;
}

function changes(text: string, facts: Parameters<typeof linesToChange>[1]): readonly string[] {
  return linesToChange(text, facts).flatMap(({ number, found, change }) =>
    number === undefined ? [`  ${change}`] : [`  line ${number}: ${found}`, `    → ${change}`],
  );
}

/** The schema's path from a folder, with slashes. */
export const schemaFrom = (folder: string, schema: string) => relative(folder, schema).split(sep).join("/");
