import { Misfit } from "../../src/contracts/part.ts";
import type { Plan } from "../../src/experiment/plan.ts";
import { renderIssues } from "../../src/issues/render.ts";
import * as loader from "../plan-of.ts";

/** The least that a program trains. */
export const SCRIPT = `script: {command: [python3, train.py], files: [train.py]}
training: {epochs: 30, steps_per_epoch: 391}
optimizer: {lr: 0.1, momentum: 0.9}
metrics: {val_accuracy: max, val_loss: min, train_loss: min}
`;

/** SCRIPT with lines in place of others, or added. */
export function scriptWith(lines: Readonly<Record<string, string | undefined>>): string {
  const kept = new Map(
    SCRIPT.trimEnd()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(":")), line] as const),
  );
  for (const [key, value] of Object.entries(lines))
    if (value === undefined) kept.delete(key);
    else kept.set(key, `${key}: ${value}`);
  return `${[...kept.values()].join("\n")}\n`;
}

/** The files beside it, by their paths. */
export type FilesBeside = Readonly<Record<string, string>>;

const FILES: FilesBeside = { "train.py": "print('hello')\n", "venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.11.2\n" };

const readingFrom = (files: FilesBeside) => (path: string) => {
  const text = files[path.replace("bin/../", "")];
  if (text === undefined) throw Misfit.unreadable("path", `cannot read ${path}: there is no such file`);
  return new TextEncoder().encode(text);
};

const options = (files: FilesBeside) => ({ file: "resnet.yaml", readFile: readingFrom(files) });

export function planOf(text: string, files = FILES): Plan {
  const loaded = loader.load(text, options(files));
  if ("issues" in loaded) throw new Error(renderIssues(loaded.issues));
  return loaded.plan;
}

export const errorsOf = (text: string) => loader.errorsOf(text, options(FILES));

export function warningsOf(text: string): string {
  const loaded = loader.load(text, options(FILES));
  if ("issues" in loaded) throw new Error(renderIssues(loaded.issues));
  return renderIssues(loaded.warnings, "warning");
}
