// The command line in a process that stays: `Workplace.run` writes a request into its first file, and reads the answer from its second.
import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../root.ts";
import type { Answer, Request } from "./warm.ts";

// The bundle, as users have it.
const { runCommandLine }: typeof import("../../src/cli.ts") = await import(join(root, "dist/cli.js"));

const [, , requests = "", answers = ""] = process.argv;
const { log, error } = console;
const exit = process.exit.bind(process);
const HANDLED = ["SIGINT", "SIGTERM", "SIGUSR1", "uncaughtException"] as const;

/** What the running command has printed. */
let printed = { stdout: "", stderr: "" };
for (const name of ["stdout", "stderr"] as const) {
  process[name].write = (text: string | Uint8Array, ...rest: readonly unknown[]) => {
    printed[name] += typeof text === "string" ? text : Buffer.from(text).toString();
    for (const then of rest) if (typeof then === "function") then();
    return true;
  };
}

function setEnvironment(environment: Request["environment"]): void {
  for (const name of Object.keys(process.env)) if (environment[name] === undefined) delete process.env[name];
  Object.assign(process.env, environment);
}

function answer(status: number): void {
  const text: Answer = { status, ...printed };
  writeSync(output, `${JSON.stringify(text)}\n`);
}

/** Leaves what a command changes of its process as a new process has it. */
function clear(): void {
  Object.assign(console, { log, error });
  for (const name of HANDLED) process.removeAllListeners(name);
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error");
  process.exitCode = undefined;
}

async function run({ argv, workingFolder, environment }: Request): Promise<void> {
  printed = { stdout: "", stderr: "" };
  process.argv = [...argv];
  process.chdir(workingFolder);
  setEnvironment(environment);
  const code = await runCommandLine(argv);
  clear();
  answer(code);
}

process.exit = (code) => {
  answer(Number(code ?? 0));
  return exit();
};
// In the order in which the other side opens them: each waits for the other.
const input = createReadStream("", { fd: openSync(requests, "r") });
const output = openSync(answers, "w");
for await (const line of createInterface({ input })) await run(JSON.parse(line));
closeSync(output);
exit();
