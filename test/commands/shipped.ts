import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { temporaryFolder } from "../temporary-folder.ts";
import { Workplace } from "./cli.ts";

const PAUSE_MS = 200;

/** Of this run of the tests, whose files run in several processes. Without test/run.mjs it is this process's own. */
function sharedFolder(): string {
  const given = process.env.LRSWEEP_TEST_FOLDER;
  if (given !== undefined) return given;
  const own = temporaryFolder();
  process.env.LRSWEEP_TEST_FOLDER = own;
  process.on("exit", () => rmSync(own, { recursive: true, force: true }));
  return own;
}

/** Sweeps all experiments that come with the project: half a minute on two idle cores. */
function sweepInto(folder: string): void {
  const here = new Workplace();
  try {
    here.shipped();
    const { status, stderr } = here.run(["sweep"]);
    writeFileSync(join(folder, "errors"), status === 0 ? "" : `status ${status}: ${stderr}`);
    if (status === 0) cpSync(here.at("results"), join(folder, "results"), { recursive: true });
  } finally {
    here.remove();
    writeFileSync(join(folder, "done"), "");
  }
}

/** Puts the project's experiments and their results into a folder. They are swept once for all tests that need them. */
export async function bringShippedResults(here: Workplace): Promise<void> {
  const folder = join(sharedFolder(), "shipped");
  try {
    mkdirSync(folder);
    sweepInto(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  while (!existsSync(join(folder, "done"))) await setTimeout(PAUSE_MS);
  const errors = readFileSync(join(folder, "errors"), "utf8");
  if (errors !== "") throw new Error(errors);
  here.shipped();
  cpSync(join(folder, "results"), here.at("results"), { recursive: true });
}
