import type { AnyCommand } from "../command.ts";
import type { CommandArgument, CommandOption, Completes } from "../parameters.ts";
import { flagOf } from "../program.ts";

/** What may stand for a value: one of a few words, files or names of a kind, or anything (nothing is offered). */
export type Offer =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: Completes }
  | { readonly kind: "anything" };

export interface CompletedOption {
  /** "--max-runs" */
  readonly flag: string;
  readonly description: string;
  /** Undefined for a flag. */
  readonly value: { readonly name: string; readonly offer: Offer } | undefined;
  readonly isRepeated: boolean;
}

/** A command as completion scripts need it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  readonly arguments: readonly { readonly name: string; readonly offer: Offer; readonly isVariadic: boolean }[];
}

const HELP: CompletedOption = { flag: "--help", description: "show help", value: undefined, isRepeated: false };

/** All commands, and `help`, which takes the name of one. */
export function completedCommands(commands: readonly AnyCommand[]): readonly CompletedCommand[] {
  const names = commands.map(({ name }) => name);
  const topic = { name: "command", offer: { kind: "words", words: names }, isVariadic: false } as const;
  const help = { name: "help", summary: "show the help of a command", options: [], arguments: [topic] };
  return [...commands.map(completed), help];
}

function completed(command: AnyCommand): CompletedCommand {
  const options = Object.entries(command.options).map(([key, option]) => completedOption(key, option));
  const taken = Object.entries(command.arguments).map(([name, argument]) => {
    return { name, offer: offerOf(argument), isVariadic: argument.isVariadic };
  });
  return { name: command.name, summary: command.summary, options: [...options, HELP], arguments: taken };
}

function completedOption(key: string, option: CommandOption<unknown>): CompletedOption {
  const { value, description, isRepeated = false } = option;
  const named = value === undefined ? undefined : { name: value, offer: offerOf(option) };
  return { flag: flagOf(key), description, value: named, isRepeated };
}

function offerOf({ choices, completes }: CommandOption<unknown> | CommandArgument<unknown>): Offer {
  if (choices !== undefined) return { kind: "words", words: choices };
  return completes === undefined ? { kind: "anything" } : { kind: completes };
}

/** Endings of the files that a kind offers. */
export const ENDINGS: Readonly<Partial<Record<Completes, readonly string[]>>> = {
  experiment: ["yaml", "yml"],
  csv: ["csv"],
};

/** Where results and sweeps are looked for. */
export const RESULTS = "results";
