import { spawn, spawnSync } from "node:child_process";
import { openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A command for the process that stays. */
export interface Request {
  readonly argv: readonly string[];
  readonly workingFolder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** How the command ended. */
export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface WarmProcess {
  readonly requests: number;
  readonly answers: number;
}

const NEWLINE = 10;
let started: WarmProcess | undefined;

/** Starts the process. Its two files are pipes, so that a test can wait for an answer without giving up its turn. */
function startWarm(): WarmProcess {
  const folder = temporaryFolder();
  const [requests = "", answers = ""] = ["requests", "answers"].map((name) => join(folder, name));
  spawnSync("mkfifo", [requests, answers]);
  const server = join(root, "dist/test/commands/warm-process.js");
  spawn(process.execPath, [server, requests, answers], { stdio: ["ignore", "inherit", "inherit"] }).unref();
  const warm = { requests: openSync(requests, "w"), answers: openSync(answers, "r") };
  rmSync(folder, { recursive: true });
  return warm;
}

/** Reads up to the end of a line. Undefined: the process has ended. */
function readLine(file: number): string | undefined {
  const parts: Buffer[] = [];
  for (;;) {
    const part = Buffer.alloc(65536);
    const length = readSync(file, part);
    if (length === 0) return undefined;
    parts.push(part.subarray(0, length));
    if (part[length - 1] === NEWLINE) return Buffer.concat(parts).toString();
  }
}

/** Runs a command in the process that stays, and waits for it. Starting Node and loading the program takes longer than most commands. */
export function runWarm(request: Request): Answer {
  started ??= startWarm();
  writeSync(started.requests, `${JSON.stringify(request)}\n`);
  const line = readLine(started.answers);
  if (line === undefined) {
    started = undefined;
    throw new Error(`lrsweep ${request.argv.slice(2).join(" ")} ended its process`);
  }
  return JSON.parse(line);
}
