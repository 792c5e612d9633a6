import type { AnyCommand } from "./command.ts";
import { InputError } from "./input-error.ts";
import { isNpmScript, type PrintCommand, type ProcessStart } from "./invocation.ts";
import { flagOf } from "./program.ts";

/** Options of ours that npm has, too: a value may come from its configuration. `--dry-run` is npm's as well, but nobody keeps that on. */
const OF_NPM = ["json", "yes"];

/**
 * Refuses options that npm took for itself: of `npm run sweep a.yaml --dry-run` the command gets a.yaml alone. All that is
 * left of them are variables of the environment; of `--set a=3`, `true`, and a=3 among the arguments.
 * @param typed what the command got, its name first
 * @throws InputError that shows where options go
 */
export function refuseSwallowed(
  start: ProcessStart,
  [name, ...typed]: readonly string[],
  commands: readonly AnyCommand[],
  print: PrintCommand,
): void {
  const command = commands.find((one) => one.name === name);
  if (command === undefined || !isNpmScript(start)) return;
  const swallowed = Object.entries(command.options).filter(([key, { value }]) => {
    const found = start.environment[variableOf(key)] ?? "";
    return !OF_NPM.includes(key) && (value === undefined ? found === "true" : found !== "");
  });
  if (swallowed.length === 0) return;
  const flags = swallowed.map(([key]) => flagOf(key));
  const areAllFlags = swallowed.every(([, { value }]) => value === undefined);
  const written = swallowed.map(([key, { value }]) => flagOf(key) + (value === undefined ? "" : ` <${value}>`));
  const files = areAllFlags ? typed : Object.keys(command.arguments).map((argument) => `<${argument}>`);
  const way = areAllFlags
    ? print(command.name, ...files, ...flags)
    : `npm run ${command.name} -- ${[...files, ...written].join(" ")}`;
  throw new InputError(
    `npm took ${flags.join(" and ")} for itself, so nothing was run. Put options behind --\n  ${way}`,
  );
}

const variableOf = (key: string) => `npm_config_${flagOf(key).slice(2).replaceAll("-", "_")}`;
