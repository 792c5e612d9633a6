/** What shell completion offers for a value: besides choices, files of these endings, folders, results by path, or sweeps by name. */
export type Completes = "experiment" | "csv" | "file" | "folder" | "result" | "sweep";

/** What options and arguments have in common. */
interface CommandParameter<Value> {
  readonly description: string;
  /** Turns one word into a value. Throws commander's InvalidArgumentError. */
  readonly read?: (text: string) => unknown;
  readonly choices?: readonly string[];
  readonly completes?: Completes;
  readonly fallback: Value;
}

/** An option: a flag where `value` is missing. */
export interface CommandOption<Value> extends CommandParameter<Value> {
  /** Stands for the value in help, such as `n`. */
  readonly value?: string;
  /** It may be given several times; its value is a list. */
  readonly isRepeated?: true;
  readonly isRequired?: true;
  /** The key of lrsweep.config.yaml that gives the value where the option is not typed. */
  readonly setting?: "results" | "concurrency" | "csv";
}

/** An argument: a word without an option's name. */
export interface CommandArgument<Value> extends CommandParameter<Value> {
  readonly isRequired: boolean;
  /** It takes all further words; its value is a list. */
  readonly isVariadic: boolean;
}

export type AnyOptions = Readonly<Record<string, CommandOption<unknown>>>;
export type AnyArguments = Readonly<Record<string, CommandArgument<unknown>>>;

type ValueOf<P> = P extends CommandParameter<infer Value> ? Value : never;

/** The values of all arguments and options by their keys. */
export type Given<A extends AnyArguments, O extends AnyOptions> = {
  readonly [Key in keyof A]: ValueOf<A[Key]>;
} & { readonly [Key in keyof O]: ValueOf<O[Key]> };

interface More {
  readonly choices?: readonly string[];
  readonly completes?: Completes;
}

export function flag(description: string): CommandOption<boolean> {
  return { description, fallback: false };
}

/** An option with a text as value; undefined where it is not given. */
export function textOption(value: string, description: string, more: More = {}): CommandOption<string | undefined> {
  return { value, description, fallback: undefined, ...more };
}

/** An option with a value that `read` makes; undefined where it is not given. */
export function option<Value>(value: string, description: string, read: (text: string) => Value, more: More = {}) {
  return { value, description, read, fallback: undefined, ...more } as CommandOption<Value | undefined>;
}

/** The option with a default, which help shows. */
export function withDefault<Value>(given: CommandOption<Value | undefined>, fallback: Value): CommandOption<Value> {
  return { ...given, fallback };
}

/** An option that takes one of a few words. */
export function choiceOption<Choice extends string>(
  value: string,
  description: string,
  choices: readonly Choice[],
  fallback: Choice,
): CommandOption<Choice> {
  return { value, description, choices, fallback };
}

export function requiredOption(value: string, description: string): CommandOption<string> {
  return { value, description, fallback: "", isRequired: true };
}

/** An option that may be given several times. */
export function repeatedOption(value: string, description: string): CommandOption<readonly string[]> {
  return { value, description, fallback: [], isRepeated: true };
}

export function argument(description: string, more: More = {}): CommandArgument<string> {
  return { description, fallback: "", isRequired: true, isVariadic: false, ...more };
}

/** An argument that is one of a few words. */
export function choiceArgument<Choice extends string>(
  description: string,
  choices: readonly [Choice, ...Choice[]],
): CommandArgument<Choice> {
  return { description, choices, fallback: choices[0], isRequired: true, isVariadic: false };
}

export function optionalArgument(description: string, more: More = {}): CommandArgument<string | undefined> {
  return { description, fallback: undefined, isRequired: false, isVariadic: false, ...more };
}

/** At least one word. */
export function argumentList(description: string, more: More = {}): CommandArgument<readonly string[]> {
  return { description, fallback: [], isRequired: true, isVariadic: true, ...more };
}

/** Any number of words. */
export function optionalArgumentList(description: string, more: More = {}): CommandArgument<readonly string[]> {
  return { description, fallback: [], isRequired: false, isVariadic: true, ...more };
}
