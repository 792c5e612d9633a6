import { checkbox, input, select } from "@inquirer/prompts";
import { InputError } from "../../command-line/input-error.ts";
import type { Table } from "../../formats/table.ts";
import { type StarterChoice, DATA, DEFAULT_SCHEDULES, MODELS, namesOf, OPTIMIZERS, SCHEDULES } from "../../starter/choices.ts";
import { FEWEST_EPOCHS } from "../../starter/starter.ts";
import type { Starter } from "../../starter/text.ts";

/** What the user has said. */
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
}

/** What an answer is checked with at once. */
interface Checks {
  /** Why an experiment cannot have this name. */
  readonly faultOfName: (name: string) => string | undefined;
  /** Reads a file of the user's. Throws InputError. */
  readonly tableIn: (file: string) => Table;
  /** What suits the data, for the questions after it. Throws InputError where the data are of no use. */
  readonly suiting: (data: InitOptions) => Pick<Starter, "model" | "optimizer" | "epochs">;
}

interface Answered {
  readonly name: string;
  readonly options: InitOptions;
}

const OWN = "csv";

/** Asks on the terminal, each question with an answer ready to be taken. Undefined where the user leaves. */
export async function ask(name: string | undefined, checks: Checks): Promise<Answered | undefined> {
  try {
    return await questions(name, checks);
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") return undefined;
    throw error;
  }
}

async function questions(given: string | undefined, checks: Checks): Promise<Answered> {
  const validate = (text: string) => checks.faultOfName(text) ?? true;
  const name = given ?? (await input({ message: "Its name", default: "my-experiment", validate }));
  const own = { name: "a CSV file of your own", value: OWN };
  const data = await select({ message: "Data to learn from", choices: [...listOf(DATA), own] });
  const source = data === OWN ? await ownData(checks) : { data };
  const suited = checks.suiting(source);
  const model = await select({ message: "Model", choices: listOf(MODELS), default: suited.model });
  const optimizer = await select({ message: "Optimizer", choices: listOf(OPTIMIZERS), default: suited.optimizer });
  const choices = listOf(SCHEDULES).map((choice) => {
    return { ...choice, checked: DEFAULT_SCHEDULES.includes(choice.value) };
  });
  const schedulers = await checkbox({ message: "Schedules to compare", choices, required: true });
  const epochs = await input({ message: "Epochs", default: String(suited.epochs), validate: isCount });
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
  const csv = await input({ message: "The file", validate: isTable, required: true });
  const { names } = tableIn(csv);
  const target = await select({ message: "Column to predict", choices: [...names], default: names.at(-1) ?? "" });
  const task = await select({
    message: `${JSON.stringify(target)} is`,
    choices: [
      { name: "for the computer to guess", value: undefined },
      { name: "a quantity", value: "regression" },
      { name: "classes", value: "classification" },
    ],
  });
  return { csv, target, ...(task !== undefined && { task }) };
}

const isCount = (text: string) =>
  (/^\d+$/.test(text) && Number(text) >= FEWEST_EPOCHS) || `a whole number, at least ${FEWEST_EPOCHS}`;

function listOf<Name extends string>(choices: Readonly<Record<Name, StarterChoice>>) {
  return namesOf(choices).map((value) => ({ name: `${value}: ${choices[value].says}`, short: value, value }));
}
