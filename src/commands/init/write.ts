import { dirname, extname, join, parse, relative, sep } from "node:path";
import type { Surroundings } from "../../command-line/command.ts";
import { type ExitCode, exitCode } from "../../command-line/exit-code.ts";
import { InputError } from "../../command-line/input-error.ts";
import type { PrintCommand } from "../../command-line/invocation.ts";
import { Misfit } from "../../contracts/part.ts";
import type { Registry } from "../../contracts/registry.ts";
import { footprintOf } from "../../engine/footprint.ts";
import { readingIn } from "../../execution/files.ts";
import { readTable } from "../../formats/table.ts";
import { writeWhole } from "../../io/draft.ts";
import { makeFolder, writeNew } from "../../io/file.ts";
import { exists, namesIn } from "../../io/read.ts";
import { renderIssues, renderPlaceless } from "../../issues/render.ts";
import { listedInShort } from "../../issues/suggest.ts";
import { counted } from "../../numbers/counted.ts";
import { loadExperiment } from "../../plan/load.ts";
import { nameProblem } from "../../plan/top-level.ts";
import { editorSchemaText } from "../../schema/schema.ts";
import { DEFAULT_SCHEDULES } from "../../starter/choices.ts";
import { type OwnTable, readAnswers, readSchedules } from "../../starter/starter.ts";
import { type Starter, starterText } from "../../starter/text.ts";
import { copyExample, placeHere } from "./place.ts";
import type { InitOptions } from "./questions.ts";
import { initializeScript, schemaFrom } from "./script.ts";

/** Writes a new experiment. It asks questions on a terminal if no option is given. Throws InputError or FileError. */
export async function initialize(
  given: string | undefined,
  options: InitOptions,
  surroundings: Pick<Surroundings, "parts" | "print">,
): Promise<ExitCode> {
  const name = given === undefined ? undefined : nameIn(given);
  if (name !== undefined) refuseName(name);
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const isAnswered = Object.values(options).some((answer) => answer !== undefined);
  if (isAnswered || !isTerminal) return write(name, options, surroundings);
  // The prompts take a tenth of a second to load.
  const { ask } = await import("./questions.ts");
  const defaultsFor = (data: InitOptions) => starterOf("my-experiment", data);
  const answered = await ask(name, { problemWithName, tableIn: (file) => onOption(() => tableIn(file)), defaultsFor });
  if (answered !== undefined) return write(nameIn(answered.name), answered.options, surroundings);
  console.error("Nothing was written.");
  return exitCode.interrupted;
}

async function write(
  name: string | undefined,
  options: InitOptions,
  { parts, print }: Pick<Surroundings, "parts" | "print">,
): Promise<ExitCode> {
  if (name === undefined) throw new InputError("the experiment needs a name", ["init", "my-experiment"]);
  if (options.script !== undefined) return writeForScript(name, options.script, options, { parts, print });
  const starter = starterOf(name, options);
  const { folder, schema, hasSchema } = placeHere();
  const text = starterText(starter, schema);
  const file = join(folder, `${name}.yaml`);
  refuseIfItFails(file, text, parts);
  await writeNew(file, text);
  if (!hasSchema) await writeSchema(join(folder, schema), parts);
  console.log(describe(file, starter, print));
  return exitCode.ok;
}

/** An experiment for a program of the user's stands beside the program, since it is started there. */
async function writeForScript(
  name: string,
  script: string,
  { schedulers, epochs, script: _, ...others }: InitOptions,
  { parts, print }: Pick<Surroundings, "parts" | "print">,
): Promise<ExitCode> {
  const [other] = Object.entries(others).find(([, answer]) => answer !== undefined) ?? [];
  if (other !== undefined) throw new InputError(`--${other}: the program of --script has its own; give one of the two`);
  const folder = dirname(script);
  const clone = "schemas/experiment.schema.json";
  const own = join(folder, ".lrsweep/schema.json");
  const writing = async (file: string, text: string) => {
    refuseIfItFails(file, text, parts);
    if (exists(file)) throw new InputError(`${file} exists already and was not changed`);
    await writeNew(file, text);
    if (!exists(clone) && !exists(own)) await writeSchema(own, parts);
  };
  const schema = schemaFrom(folder, exists(clone) ? clone : own);
  const schedules = schedulers === undefined ? DEFAULT_SCHEDULES : onOption(() => readSchedules(schedulers));
  return initializeScript(name, script, { schedules, epochs }, { schema, write: writing }, { print });
}

async function writeSchema(file: string, parts: Registry): Promise<void> {
  makeFolder(dirname(file));
  await writeWhole(file, editorSchemaText(parts));
}

function starterOf(name: string, options: InitOptions): Starter {
  return onOption(() => readAnswers({ ...options, name, ...ownTable(options) }));
}

/** A name that was given as a file's. */
const nameIn = (given: string) => given.replace(/\.ya?ml$/i, "");

/** Why a new experiment cannot have this name; undefined if it can. */
function problemWithName(given: string): string | undefined {
  const name = nameIn(given);
  const problem = nameProblem(name);
  if (problem !== undefined) return `'${name}' cannot be the name of an experiment\n  ${problem}`;
  const same = (file: string) =>
    [".yaml", ".yml"].includes(extname(file)) && parse(file).name.toLowerCase() === name.toLowerCase();
  const { folder } = placeHere();
  const there = namesIn(folder).find(same);
  if (there === undefined) return undefined;
  return `${join(folder, there)} exists already and was not changed\n  choose another name, or move that file away`;
}

function refuseName(name: string): void {
  const problem = problemWithName(name);
  if (problem !== undefined) throw new InputError(problem);
}

/** Runs `work`, and turns a Misfit into an InputError that names the option. */
function onOption<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    const option = error.parameter === "path" ? "csv" : error.parameter;
    const place = option === undefined ? "" : `--${option}: `;
    throw new InputError(`${place}${renderPlaceless(error.issue)}`);
  }
}

function ownTable({ csv, target }: InitOptions): { readonly own?: OwnTable } {
  if (csv === undefined) {
    if (target === undefined) return {};
    throw new Misfit("target", "it names a column of a file, but no file is given", "add --csv data.csv");
  }
  const table = tableIn(csv, target);
  if (target === undefined)
    throw new Misfit("csv", "which column should be predicted?", `add --target, one of ${listedInShort(table.names)}`);
  return { own: { table, target, path: relative(placeHere().folder, csv).split(sep).join("/") } };
}

function tableIn(file: string, target?: string) {
  if (copyExample(file)) console.log(`copied ${file}, which comes with lrsweep`);
  try {
    return readTable(readingIn(".")(file), file, target === undefined ? {} : { wanted: [target] });
  } catch (error) {
    // Here the path is not relative to an experiment.
    if (error instanceof Misfit && error.issue.code === "file") throw new Misfit("csv", error.message);
    throw error;
  }
}

/** A file that would not run is not written. Throws InputError. */
function refuseIfItFails(file: string, text: string, parts: Registry): void {
  const directory = dirname(file);
  const request = { file, text, directory, parts, readFile: readingIn(directory), measure: footprintOf };
  const loaded = loadExperiment(request);
  if ("issues" in loaded) throw new InputError(`the experiment would not run:\n${renderIssues(loaded.issues)}`);
}

function describe(file: string, { data, schedules }: Starter, print: PrintCommand): string {
  const guesses = data.kind === "own" ? data.table.guesses.map((guess) => `  ${guess}\n`).join("") : "";
  return `wrote ${file}: ${counted(schedules.length, "schedule")}
${guesses}Next, preview its schedules, then train:
  ${print("preview", file)}
  ${print("sweep", file)}`;
}
