import { checkbox, input, select } from "@inquirer/prompts";
import { InputError } from "../../command-line/input-error.ts";
import type { Table } from "../../formats/table.ts";
import { type Choice, DATA, DEFAULT_SCHEDULES, MODELS, namesOf, OPTIMIZERS, SCHEDULES } from "../../starter/choices.ts";
import { FEWEST_EPOCHS } from "../../starter/starter.ts";
import type { Starter } from "../../starter/text.ts";

/** The answers, as options or from the terminal. */
export interface InitOptions {
  readonly task?: string | undefined;
  readonly data?: string | undefined;
  /** Relative to where the command is run. */
  readonly csv?: string | undefined;
  readonly target?: string | undefined;
  readonly model?: string | undefined;
  readonly optimizer?: string | undefined;
  readonly schedulers?: string | undefined;
  readonly epochs?: number | undefined;
  /** A program of the user's that trains. Relative to where the command is run. */
  readonly script?: string | undefined;
}

/** Checks of an answer while the user types it. */
interface Checks {
  /** Why an experiment cannot have this name; undefined if it can. */
  readonly problemWithName: (name: string) => string | undefined;
  /** Reads a file of the user's. Throws InputError. */
  readonly tableIn: (file: string) => Table;
  /** Defaults that suit the data, for the questions that follow. Throws InputError if the data cannot be used. */
  readonly defaultsFor: (data: InitOptions) => Pick<Starter, "model" | "optimizer" | "epochs">;
}

interface Answered {
  readonly name: string;
  readonly options: InitOptions;
}

const OWN = "csv";

/** Asks on the terminal; every question has a default. Undefined if the user cancels. */
export async function ask(name: string | undefined, checks: Checks): Promise<Answered | undefined> {
  try {
    return await questions(name, checks);
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") return undefined;
    throw error;
  }
}

async function questions(given: string | undefined, checks: Checks): Promise<Answered> {
  const validate = (text: string) => checks.problemWithName(text) ?? true;
  const name = given ?? (await input({ message: "Name of the experiment", default: "my-experiment", validate }));
  const own = { name: "your own data: a CSV file", value: OWN };
  const data = await select({ message: "Data", choices: [...listOf(DATA), own] });
  const source = data === OWN ? await ownData(checks) : { data };
  const suited = checks.defaultsFor(source);
  const model = await select({ message: "Model", choices: listOf(MODELS), default: suited.model });
  const optimizer = await select({ message: "Optimizer", choices: listOf(OPTIMIZERS), default: suited.optimizer });
  const choices = listOf(SCHEDULES).map((choice) => {
    return { ...choice, checked: DEFAULT_SCHEDULES.includes(choice.value) };
  });
  const schedulers = await checkbox({ message: "Schedules to compare", choices, required: true });
  const epochs = await input({ message: "Number of epochs", default: String(suited.epochs), validate: isCount });
  return { name, options: { ...source, model, optimizer, schedulers: schedulers.join(","), epochs: Number(epochs) } };
}

async function ownData({ tableIn }: Checks): Promise<InitOptions> {
  const isTable = (file: string) => {
    try {
      tableIn(file);
      return true;
    } catch (error) {
      if (error instanceof InputError) return error.message;
      throw error;
    }
  };
  const csv = await input({ message: "Path of the CSV file", validate: isTable, required: true });
  const { names } = tableIn(csv);
  const target = await select({ message: "Column to predict", choices: [...names], default: names.at(-1) ?? "" });
  const task = await select({
    message: `What is ${JSON.stringify(target)}?`,
    choices: [
      { name: "decide from the data", value: undefined },
      { name: "a number (regression)", value: "regression" },
      { name: "a class (classification)", value: "classification" },
    ],
  });
  return { csv, target, ...(task !== undefined && { task }) };
}

const isCount = (text: string) =>
  (/^\d+$/.test(text) && Number(text) >= FEWEST_EPOCHS) || `must be a whole number, at least ${FEWEST_EPOCHS}`;

function listOf<Name extends string>(choices: Readonly<Record<Name, Choice>>) {
  return namesOf(choices).map((value) => ({ name: `${value}: ${choices[value].says}`, short: value, value }));
}
