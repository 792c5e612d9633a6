import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A block of code on the page about many machines, found by a word in it. */
export function blockWith(word: string, language: string): string {
  const page = readFileSync(`${root}experiments/many-machines.md`, "utf8");
  const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const found = blocks.find(([, kind, text]) => kind === language && text?.includes(word))?.[2];
  if (found === undefined) throw new Error(`experiments/many-machines.md shows no ${language} with ${word}`);
  return found;
}

/** A folder that looks like a fresh clone in which npm ci was run; its results are its own. */
export function checkout(): string {
  const folder = temporaryFolder();
  for (const name of ["src", "dist", "node_modules", "package-lock.json"]) symlinkSync(root + name, join(folder, name));
  for (const name of ["package.json", "experiments"]) cpSync(root + name, join(folder, name), { recursive: true });
  return folder;
}

const STEADY = ["epochs.csv", "runs.csv", "summary.csv"];

/** The bytes of a sweep's result files. */
export const resultsIn = (folder: string) => STEADY.map((name) => readFileSync(join(folder, name), "utf8"));
