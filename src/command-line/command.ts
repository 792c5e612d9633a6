import type { PluginFile } from "../contracts/plugin.ts";
import type { Registry } from "../contracts/registry.ts";
import type { ExitCode } from "./exit-code.ts";
import type { PrintCommand } from "./invocation.ts";
import type { AnyArguments, AnyOptions, Given } from "./parameters.ts";

/** What a command receives besides its arguments and options. */
export interface Surroundings {
  /** Aborted on the first Ctrl-C or termination signal, for commands that have `onInterrupt`. */
  readonly signal: AbortSignal;
  /** For messages that name a command. */
  readonly print: PrintCommand;
  /** The command that continues this one after an interruption. */
  readonly continuation: string;
  /** The built-in parts and those of plugins. */
  readonly parts: Registry;
  /** The plugins that were loaded; only for commands with the option --plugin. */
  readonly plugins: readonly PluginFile[];
}

/** Headings of the list of commands, in the order of the list. */
export type CommandGroup = "Start" | "Run" | "Results" | "Many machines" | "Setup";

/** A command that could be typed after the command's own name, and what it does. */
export interface CommandExample {
  readonly words: readonly string[];
  readonly does: string;
}

/** One command of lrsweep. `run` receives each argument and option under its key. */
interface Command<A extends AnyArguments, O extends AnyOptions> {
  readonly name: string;
  readonly group: CommandGroup;
  /** One line for the list of commands: begins with a verb, no full stop. */
  readonly summary: string;
  /** Further sentences for the command's own help. */
  readonly details?: string;
  /** In the order in which they are typed. */
  readonly arguments: A;
  /** By their key in camel case: `maxRuns` is typed as --max-runs. */
  readonly options: O;
  readonly examples: readonly CommandExample[];
  /** What is printed on the first interruption, while the command finishes. A command without it ends at once. */
  readonly onInterrupt?: string;
  /** Whether it does nothing but show something: it then ends when nobody reads its output anymore. */
  readonly isOnlyOutput?: boolean;
  run(given: Given<A, O>, surroundings: Surroundings): Promise<ExitCode> | ExitCode;
}

export type AnyCommand = Command<AnyArguments, AnyOptions>;

/** Infers the types of `run` from the arguments and options. The result has a common type, so that commands form a table. */
export function defineCommand<A extends AnyArguments, O extends AnyOptions>(command: Command<A, O>): AnyCommand {
  return command;
}
