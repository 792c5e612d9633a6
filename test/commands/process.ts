import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../root.ts";

/** The built program. */
export const CLI = join(root, "dist/lrsweep.js");

/** The command line as a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  /** Settles when it ends. */
  readonly end: Promise<End>;
  /** Settles when it has printed something, or ends without. */
  said(what: string): Promise<unknown>;
}

export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** All that it printed. */
  readonly text: string;
}

interface StartOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Options of Node. */
  readonly node?: readonly string[];
  /** Another build of the program. */
  readonly cli?: string;
}

/** Starts the command line and goes on. `Workplace.run` starts it and waits. */
export function start(args: readonly string[], { node = [], cli = CLI, ...options }: StartOptions = {}): Running {
  const child = spawn(process.execPath, [...node, cli, ...args], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (text += part));
  const end = new Promise<End>((resolve) => child.on("close", (code, signal) => resolve({ code, signal, text })));
  const said = (what: string) => {
    const heard = new Promise<void>((resolve) => {
      if (text.includes(what)) resolve();
      for (const stream of [child.stdout, child.stderr]) stream.on("data", () => text.includes(what) && resolve());
    });
    return Promise.race([heard, end]);
  };
  return { child, end, said };
}
