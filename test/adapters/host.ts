import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { root } from "../root.ts";

type Rates = number | readonly number[];

/** An epoch's entry of one param group. */
export interface GroupRates {
  readonly lr: Rates;
  readonly momentum?: Rates;
}

/** A line that the program has written for the host. */
export interface Message {
  readonly start?: number;
  readonly epoch?: number;
  readonly metrics?: Readonly<Record<string, number | string>>;
  readonly steps?: number;
  readonly final?: Readonly<Record<string, number | string>>;
  readonly note?: string;
  readonly adapter?: string;
  readonly modules?: readonly string[];
  readonly error?: string;
}

/** What the run is, as in the first line, and how this host behaves. */
export interface Hosted {
  readonly directory: string;
  readonly epochs?: number;
  readonly steps?: number | null;
  readonly byStep?: boolean;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly optimizer?: Readonly<Record<string, unknown>>;
  readonly metrics?: readonly string[];
  readonly optional?: readonly string[];
  readonly reported?: number;
  readonly nonce?: string;
  /** The entries of an epoch: the optimizer's own, then those of its groups. */
  readonly rates?: (epoch: number) => readonly GroupRates[];
  /** Ends the run when this many epochs were reported. */
  readonly end?: { readonly after: number; readonly how: "pruned" | "pause" };
  readonly cwd?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Lines come on descriptor 3 rather than standard output. */
  readonly onDescriptor?: boolean;
  /** Called with each message, before the host answers it. */
  readonly onMessage?: (message: Message, child: ChildProcess) => void;
}

export interface Heard {
  readonly messages: readonly Message[];
  /** The figures of epochs, in the order they came. */
  readonly rows: readonly Message[];
  /** What else the program has printed on standard output. */
  readonly log: readonly string[];
  readonly stderr: string;
  readonly code: number | null;
}

/** Where the adapters are. */
export const adapters = `${root}src/adapters`;
/** The one for JavaScript, as it is built. */
export const adapter = `${root}dist/src/adapters/lrsweep.js`;

const CLOSED = /^(?:RANK|LOCAL_RANK|WORLD_SIZE|SLURM_.*|LRSWEEP_(?!PYTHON).*)$/;

function environmentOf(run: Hosted, nonce: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !CLOSED.test(name));
  const added = run.environment ?? {};
  return {
    ...Object.fromEntries(own),
    LRSWEEP_RUN: nonce,
    LRSWEEP_DIRECTORY: run.directory,
    LRSWEEP_ADAPTER: adapter,
    ...(run.onDescriptor === true ? { LRSWEEP_FD: "3" } : {}),
    PYTHONDONTWRITEBYTECODE: "1",
    ...added,
    PYTHONPATH: [adapters, added.PYTHONPATH].filter(Boolean).join(delimiter),
  };
}

function firstLine(run: Hosted, nonce: string): object {
  return {
    lrsweep: 1,
    run: "r0123456789abcdef",
    seed: 3,
    parameters: run.parameters ?? {},
    optimizer: run.optimizer ?? { lr: 0.1 },
    epochs: run.epochs ?? 3,
    steps_per_epoch: run.steps ?? null,
    by_step: run.byStep ?? false,
    metrics: run.metrics ?? ["train_loss"],
    optional: run.optional ?? [],
    attempt: 1,
    reported: run.reported ?? 0,
    directory: run.directory,
    nonce,
  };
}

/**
 * Runs a program by the protocol of `script` runs: enough of a host to hear what an adapter says. Takes what comes without
 * a judgement.
 */
export async function host(command: readonly string[], run: Hosted): Promise<Heard> {
  const nonce = run.nonce ?? `n${Math.random()}`;
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: run.cwd ?? run.directory,
    env: environmentOf(run, nonce),
    stdio: ["pipe", "pipe", "pipe", run.onDescriptor === true ? "pipe" : "ignore"],
  });
  const messages: Message[] = [];
  const log: string[] = [];
  let stderr = "";
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin?.on("error", () => undefined);
  const say = (line: object) => child.stdin?.write(`${JSON.stringify(line)}\n`);
  const total = run.epochs ?? 3;
  const prefix = `@lrsweep:${nonce} `;
  const goOn = (epoch: number) => {
    const how = epoch === total ? "done" : run.end?.after === epoch ? run.end.how : undefined;
    const rates = run.rates ?? (() => [{ lr: 0.1 }]);
    say(how === undefined ? { epoch, groups: rates(epoch) } : { end: how });
    if (how !== undefined) child.stdin?.end();
  };
  const hear = (line: string) => {
    if (!line.startsWith(prefix)) return void log.push(line);
    const message: Message = JSON.parse(line.slice(prefix.length));
    messages.push(message);
    run.onMessage?.(message, child);
    if (message.start !== undefined) goOn(message.start);
    if (message.epoch !== undefined) goOn(message.epoch + 1);
  };
  const streams = [child.stdout, run.onDescriptor === true ? (child.stdio[3] as Readable) : null];
  for (const stream of streams) if (stream !== null) createInterface({ input: stream }).on("line", hear);
  say(firstLine(run, nonce));
  const [code] = await once(child, "close");
  return { messages, rows: messages.filter(({ epoch }) => epoch !== undefined), log, stderr, code };
}
