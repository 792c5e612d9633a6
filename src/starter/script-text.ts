import type { ScheduleName } from "./choices.ts";
import { line, scheduleLines } from "./text.ts";

/** What a script says of itself, as far as it is written plainly. */
export interface ScriptFacts {
  readonly lr: number;
  readonly momentum: number | undefined;
  readonly epochs: number;
}

const NUMBER = "(\\d*\\.?\\d+(?:[eE][-+]?\\d+)?)";
const USUAL: ScriptFacts = { lr: 0.1, momentum: undefined, epochs: 30 };

/** Looks for a rate, a momentum and a number of epochs, also among the defaults of argparse. */
export function factsIn(script: string): ScriptFacts {
  const numberAt = (...patterns: readonly string[]) => {
    const found = patterns.map((pattern) => new RegExp(pattern, "i").exec(script)?.[1]).find(Boolean);
    return found === undefined ? undefined : Number(found);
  };
  const named = (name: string, number = NUMBER) => [
    `(?:^|\\W)${name}\\s*(?::\\s*\\w+\\s*)?=\\s*${number}(?![\\w.])`,
    `["']--${name}["'][^)]*?\\bdefault\\s*=\\s*${number}`,
  ];
  const epochs = numberAt(
    "for\\s+\\w+\\s+in\\s+(?:\\w+\\()?range\\(\\s*(?:0\\s*,\\s*)?(\\d+)\\s*\\)+:",
    ...named("(?:num[-_]|n[-_]|max[-_])?epochs", "(\\d+)"),
  );
  return {
    lr: numberAt(...named("(?:lr|learning[-_]rate)")) || USUAL.lr,
    momentum: numberAt(...named("momentum")),
    epochs: epochs || USUAL.epochs,
  };
}

interface ScriptStarter {
  readonly name: string;
  /** Words that start it. */
  readonly command: readonly string[];
  /** The script, beside the experiment. */
  readonly file: string;
  readonly python: string | undefined;
  readonly schedules: readonly ScheduleName[];
  readonly facts: ScriptFacts;
}

/**
 * The text of an experiment for a script.
 * @param schema the path of the JSON Schema from the experiment, for editors
 */
export function scriptStarterText(starter: ScriptStarter, schema: string): string {
  const { name, command, file, python, facts } = starter;
  const { lr, momentum, epochs } = facts;
  const rates = [lr / 3, lr, lr * 3].map((rate) => Number(rate.toPrecision(1)));
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    "# Written by lrsweep init. Change any line. An editor with a YAML language server explains each key.",
    "",
    `name: ${line(name)}`,
    `description: ${line(`Which schedule is best for ${file}?`)}`,
    "",
    "# The program that trains a run. It is started in the folder of this file, without a shell.",
    "script:",
    `  command: ${line(command)}`,
    "  # What it depends on. An edit of these files trains all runs again.",
    `  files: ${line([file])}`,
    ...(python === undefined ? [] : [`  python: ${line(python)}`]),
    "  # Further values for the program. Each may be an axis of the grid: script.parameters.width.",
    "  # parameters: {width: 64}",
    "",
    "# Schedules scale lr. The program gets the rest as it stands.",
    `optimizer: ${line({ lr, ...(momentum !== undefined && { momentum }) })}`,
    "# Length of a run. Schedules that go by step also need steps_per_epoch, the optimizer steps of an epoch; auto counts them.",
    `training: ${line({ epochs })}`,
    "# What the program reports after each epoch, and whether small or large is good.",
    "metrics: {val_loss: min, train_loss: min}",
    "seeds: 3",
    "# How variants are ranked.",
    "objective: {metric: val_loss}",
    "",
    "# Every schedule is tried at every rate.",
    "grid:",
    `  optimizer.lr: ${line(rates)}`,
    "  scheduler:",
    ...scheduleLines(starter.schedules, epochs),
  ];
  return `${lines.join("\n")}\n`;
}
