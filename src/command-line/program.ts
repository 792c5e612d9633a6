import { Argument as CommanderArgument, Command as CommanderCommand, Option as CommanderOption } from "commander";
import { nearest } from "../issues/suggest.ts";
import type { AnyCommand, CommandExample } from "./command.ts";
import { EXIT_CODES_HELP } from "./exit-code.ts";
import type { PrintCommand } from "./invocation.ts";
import type { CommandArgument, CommandOption } from "./parameters.ts";
import { version } from "./version.ts";

/**
 * Runs a command with the values of its arguments and options by their keys.
 * @param isTyped whether an option was typed, and is not at its default
 */
type StartCommand = (
  command: AnyCommand,
  given: Readonly<Record<string, unknown>>,
  isTyped: (option: string) => boolean,
) => Promise<void>;

/** Commander's parser of the whole command line. It throws CommanderError instead of ending the process. */
export function buildProgram(commands: readonly AnyCommand[], print: PrintCommand, start: StartCommand) {
  const program = new CommanderCommand("lrsweep")
    .description("Compares learning-rate schedules: YAML in, CSV out. Every number is what PyTorch gives.")
    .version(version)
    .commandsGroup("Setup:")
    .helpCommand(false)
    .configureOutput({ outputError: (text, write) => write(withLongOption(text, ["--version", "--help"])) })
    .addHelpText("after", `\nHelp for a command: ${print("sweep", "--help")}`)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText("after", EXIT_CODES_HELP)
    .exitOverride();
  for (const command of commands) addCommand(program, command, print, start);
  addHelpCommand(program);
  return program;
}

/** Commander's own shows the whole help for a name that is mistyped, and says nothing of the mistake. */
function addHelpCommand(program: CommanderCommand): void {
  program
    .command("help")
    .argument("[command]")
    .description("show the help of a command")
    .helpGroup("Setup:")
    .action((name: string | undefined) => {
      if (name === undefined) program.help();
      const known = program.commands.find((command) => command.name() === name);
      if (known !== undefined) known.help();
      const similar = nearest(
        name,
        program.commands.map((command) => command.name()),
      );
      const correction = similar === undefined ? "" : `\n(Did you mean ${similar}?)`;
      program.error(`error: unknown command '${name}'${correction}`, { code: "commander.unknownCommand" });
    });
}

function addCommand(program: CommanderCommand, command: AnyCommand, print: PrintCommand, start: StartCommand): void {
  const isTyped = (key: string) => added.getOptionValueSource(key) === "cli";
  const added = program
    .command(command.name)
    .summary(command.summary)
    .description([sentence(command.summary), command.details].filter((text) => text !== undefined).join("\n"))
    .helpGroup(`${command.group}:`)
    .configureOutput({
      outputError: (text, write) =>
        write(withLongOption(text, [...Object.keys(command.options).map(flagOf), "--help"])),
    })
    .showHelpAfterError(`Help: ${print(command.name, "--help")}`)
    .addHelpText("after", `${examplesText(command, print)}${EXIT_CODES_HELP}`)
    .action((...received: readonly unknown[]) => start(command, valuesOf(command, received), isTyped));
  for (const [key, argument] of Object.entries(command.arguments)) added.addArgument(commanderArgument(key, argument));
  for (const [key, option] of Object.entries(command.options)) added.addOption(commanderOption(key, option));
}

/** The message of an unknown short option, with the long one of that letter: commands have no short ones. */
function withLongOption(text: string, flags: readonly string[]): string {
  const letter = /unknown option '-(\w)/.exec(text)?.[1];
  const meant = flags.filter((flag) => letter && flag.startsWith(`--${letter.toLowerCase()}`));
  return meant.length > 0 ? `${text.trimEnd()}\n(Did you mean ${meant.join(" or ")}?)\n` : text;
}

/** "train every run" → "Train every run." */
const sentence = (summary: string) => `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;

function examplesText({ name, examples }: AnyCommand, print: PrintCommand): string {
  if (examples.length === 0) return "";
  const shown = examples.map(({ words, does }: CommandExample) => `  ${print(name, ...words)}\n      ${does}`);
  return `\nExamples:\n${shown.join("\n")}\n`;
}

/** maxRuns → --max-runs */
export const flagOf = (key: string) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function commanderArgument(
  key: string,
  { description, isRequired, isVariadic, choices, read }: CommandArgument<unknown>,
) {
  const name = isVariadic ? `${key}...` : key;
  const made = new CommanderArgument(isRequired ? `<${name}>` : `[${name}]`, description);
  if (choices !== undefined) made.choices([...choices]);
  else if (read !== undefined) made.argParser(read);
  return made;
}

function commanderOption(key: string, option: CommandOption<unknown>): CommanderOption {
  const { value, description, read, choices, fallback, isRepeated, isRequired } = option;
  if (value === undefined) return new CommanderOption(flagOf(key), description);
  const made = new CommanderOption(`${flagOf(key)} <${value}>`, description);
  if (choices !== undefined) made.choices([...choices]);
  else if (isRepeated) made.argParser((text, before: readonly string[] = []) => [...before, text]);
  else if (read !== undefined) made.argParser(read);
  if (isRequired) made.makeOptionMandatory();
  else if (fallback !== undefined && !isRepeated) made.default(fallback);
  return made;
}

/** Commander passes the arguments in their order, then the options by their keys. */
function valuesOf(command: AnyCommand, received: readonly unknown[]): Readonly<Record<string, unknown>> {
  const keys = Object.keys(command.arguments);
  const options = received[keys.length] as Readonly<Record<string, unknown>>;
  const values: Record<string, unknown> = {};
  for (const [place, key] of keys.entries()) values[key] = received[place] ?? command.arguments[key]?.fallback;
  for (const [key, { fallback }] of Object.entries(command.options)) values[key] = options[key] ?? fallback;
  return values;
}
