import { join, relative, resolve } from "node:path";
import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { argumentList, flag } from "../command-line/parameters.ts";
import { deleteSweep } from "../dashboard/delete-sweep.ts";
import { type ListedExperiment, listExperiments } from "../dashboard/experiments.ts";
import { sizeBelow, sizeText } from "../io/disk-size.ts";
import { exists, namesBelow } from "../io/read.ts";
import { nearest } from "../issues/suggest.ts";
import { counted } from "../numbers/counted.ts";
import { outputOption, outputWords } from "./options.ts";

/** A sweep that may be deleted. */
interface Chosen {
  readonly name: string;
  readonly folder: string;
  readonly runs: number;
  readonly bytes: number;
}

export const deleteCommand = defineCommand({
  name: "delete",
  group: "Results",
  summary: "delete the results of sweeps",
  details:
    "It shows what it deletes and asks first. It never touches experiments, nor anything outside the results folder.",
  arguments: { names: argumentList("names of sweeps, as the command list shows them", { completes: "sweep" }) },
  options: { yes: flag("delete without asking"), ...outputOption },
  examples: [
    { words: ["decay-strategies"], does: "Delete results/decay-strategies." },
    { words: ["decay-strategies", "warm-up", "--yes"], does: "Delete two sweeps without asking." },
  ],
  async run({ names, yes, output }) {
    const chosen = choose([...new Set(names)], output);
    console.log(chosen.map(describe).join("\n"));
    const answer = yes ? "yes" : await ask(chosen, ["delete", ...names, "--yes", ...outputWords(output)]);
    if (answer !== "yes") {
      console.error("Nothing was deleted.");
      return answer === "no" ? exitCode.ok : exitCode.interrupted;
    }
    for (const sweep of chosen) {
      deleteSweep(sweep.folder);
      console.log(`deleted ${sweep.folder} (${sizeText(sweep.bytes)})`);
    }
    return exitCode.ok;
  },
});

/** Finds all named sweeps before any is deleted. Throws InputError. */
function choose(names: readonly string[], output: string): readonly Chosen[] {
  const experiments = listExperiments(output, new Date());
  return names.map((given) => chosenOf(given, output, experiments));
}

/** @param given the name of a sweep, or the path of its folder */
function chosenOf(given: string, output: string, experiments: readonly ListedExperiment[]): Chosen {
  const path = exists(join(output, given)) ? join(output, given) : given;
  const name = relative(resolve(output), resolve(path));
  const found = experiments.find((experiment) => experiment.name === name);
  const folder = join(output, name);
  if (found === undefined || namesBelow(output, folder)[0] !== name) {
    const near = nearest(
      given,
      experiments.map((experiment) => experiment.name),
    );
    throw new InputError(
      `${given}: there is no such sweep in ${output}/\n  ${near === undefined ? "these are there:" : `did you mean '${near}'?`}`,
      ["list", ...outputWords(output)],
    );
  }
  if (found.stage === "running")
    throw new InputError(`${name} is running. Stop it first, or wait until it is finished:`, ["watch", folder]);
  return { name, folder, runs: found.done, bytes: sizeBelow(folder) };
}

const describe = ({ folder, runs, bytes }: Chosen) => `${folder}: ${counted(runs, "run")}, ${sizeText(bytes)}`;

/**
 * Asks on the terminal. Throws InputError if there is none.
 * @param unasked words of the command that deletes without asking
 */
async function ask(chosen: readonly Chosen[], unasked: readonly string[]): Promise<"yes" | "no" | "interrupted"> {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true)
    throw new InputError("Nothing was deleted. To delete without being asked:", unasked);
  const { confirm } = await import("../command-line/confirm.ts");
  const bytes = chosen.reduce((sum, sweep) => sum + sweep.bytes, 0);
  try {
    const message = `Delete ${counted(chosen.length, "sweep")} (${sizeText(bytes)})?`;
    return (await confirm({ message, default: false })) ? "yes" : "no";
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") return "interrupted";
    throw error;
  }
}
