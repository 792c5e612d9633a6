import { Misfit } from "../contracts/part.ts";
import type { Table } from "../formats/table.ts";
import { choose, didYouMean, listed } from "../issues/suggest.ts";
import { DATA, DEFAULT_SCHEDULES, MODELS, namesOf, OPTIMIZERS, SCHEDULES, TASKS, type Task } from "./choices.ts";
import { readOwnData } from "./own-data.ts";
import { factsOf, type Starter, type StarterData } from "./text.ts";

/** A table of the user's, and where the experiment finds it. */
export interface OwnTable {
  readonly table: Table;
  /** Relative to the experiment. */
  readonly path: string;
  readonly target: string;
}

/** What a user has said, in words of their own; the rest is chosen for them. */
export interface Answers {
  readonly name: string;
  readonly task?: string | undefined;
  readonly data?: string | undefined;
  readonly own?: OwnTable;
  readonly model?: string | undefined;
  readonly optimizer?: string | undefined;
  /** Separated by commas. */
  readonly schedulers?: string | undefined;
  readonly epochs?: number | undefined;
}

/** A plateau is seen after the second at the earliest. */
export const FEWEST_EPOCHS = 3;

/** The choice that a word names, in whatever case. Throws Misfit for this option. */
function chosen<Name extends string>(option: string, word: string, names: readonly Name[]): Name {
  const found = names.find((name) => name.toLowerCase() === word.toLowerCase());
  if (found !== undefined) return found;
  throw new Misfit(option, `there is no '${word}'`, didYouMean(word, names), choose(names));
}

/** Everything that a new experiment needs, with defaults that suit the data. Throws Misfit at an option. */
export function readAnswers(answers: Answers): Starter {
  const { name, model, optimizer, schedulers, epochs } = answers;
  const data = readData(answers);
  const { rows } = factsOf(data);
  const isLarge = data.kind === "own" && data.table.isLarge;
  return {
    name,
    data,
    model: model === undefined ? (isLarge ? "linear" : "mlp") : chosen("model", model, namesOf(MODELS)),
    optimizer:
      optimizer === undefined ? (isLarge ? "SGD" : "Adam") : chosen("optimizer", optimizer, namesOf(OPTIMIZERS)),
    schedules: schedulers === undefined ? DEFAULT_SCHEDULES : readSchedules(schedulers),
    epochs: readEpochs(epochs ?? (rows < 5000 ? 60 : 10)),
  };
}

function readEpochs(epochs: number): number {
  if (epochs >= FEWEST_EPOCHS) return epochs;
  throw new Misfit("epochs", `in ${epochs} no schedule can show what it does`, `${FEWEST_EPOCHS} or more`);
}

function readData({ task, data, own }: Answers): StarterData {
  const asked = task === undefined ? undefined : chosen("task", task, TASKS);
  if (own !== undefined) {
    if (data !== undefined) throw new Misfit("data", "the data are those of --csv", "give one of them");
    return { kind: "own", path: own.path, table: readOwnData(own.table, own.target, asked) };
  }
  const name = data === undefined ? firstOf(asked ?? "regression") : chosen("data", data, namesOf(DATA));
  if (asked === undefined || DATA[name].task === asked) return { kind: "generated", name };
  const fitting = namesOf(DATA).filter((one) => DATA[one].task === asked);
  throw new Misfit("data", `${name} is for ${DATA[name].task}, not for ${asked}`, `for it: ${listed(fitting)}`);
}

const firstOf = (task: Task) => namesOf(DATA).find((name) => DATA[name].task === task) ?? "sines";

/** Schedules by their names, separated by commas. Throws Misfit. */
export function readSchedules(text: string): Starter["schedules"] {
  const words = text.split(",").map((word) => word.trim());
  const names = words.filter((word) => word !== "").map((word) => chosen("schedulers", word, namesOf(SCHEDULES)));
  if (names.length > 0) return [...new Set(names)];
  throw new Misfit("schedulers", "none is named", `some of ${listed(namesOf(SCHEDULES))}, separated by commas`);
}
