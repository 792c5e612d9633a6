import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { CappedLog } from "../io/capped-log.ts";
import { Fault } from "./fault.ts";
import { Inbox } from "./inbox.ts";
import { type Message, readMessages } from "./messages.ts";
import { OutputSplitter } from "./splitter.ts";

/** How long to wait for output that is still in a pipe, once the program has ended: others may hold the pipe open. */
const DRAIN_MS = 200;

/** How a program ended. */
export interface Exit {
  readonly kind: "exit";
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface ChannelOptions {
  readonly nonce: string;
  readonly log: CappedLog;
  /** Seconds without output after which the program counts as stuck. */
  readonly silence: number | undefined;
}

/** Lines to and from a program. */
export class Channel {
  readonly #inbox = new Inbox<Message | Exit>();
  readonly #program: ChildProcess;
  readonly #options: ChannelOptions;
  #silence: NodeJS.Timeout | undefined;
  #exit: Exit | undefined;

  constructor(program: ChildProcess, options: ChannelOptions) {
    this.#program = program;
    this.#options = options;
    // A program that has ended reads nothing any more; how it ended tells why.
    program.stdin?.on("error", () => undefined);
    const outputs = [program.stdout, program.stderr, program.stdio[3]] as readonly (Readable | null | undefined)[];
    const ended = outputs.map((output) => (output ? this.#listen(output) : Promise.resolve()));
    program.on("error", (error) => this.#inbox.fail(new Fault(`it cannot be started: ${whyNot(program, error)}`)));
    program.on("exit", (code, signal) => {
      this.#exit = { kind: "exit", code, signal };
      const late = new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref());
      void Promise.race([Promise.all(ended), late]).then(() => this.#inbox.put(this.#exit as Exit));
    });
    this.#wait();
  }

  /** How the program ended; undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  send(line: object): void {
    this.#program.stdin?.write(`${JSON.stringify(line)}\n`);
  }

  /** The next message, or how the program ended. Rejects with a Fault. */
  next(): Promise<Message | Exit> {
    return this.#inbox.next();
  }

  fail(fault: unknown): void {
    this.#inbox.fail(fault);
  }

  endInput(): void {
    this.#program.stdin?.end();
  }

  /** Lets go of the pipes, whoever holds their other ends. */
  close(): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
    for (const stream of this.#program.stdio) stream?.destroy();
  }

  #listen(output: Readable): Promise<void> {
    const { log, nonce } = this.#options;
    const splitter = new OutputSplitter(Buffer.from(`@lrsweep:${nonce} `), {
      log: (bytes) => this.#guarded(() => log.write(bytes)),
      message: (text) => this.#guarded(() => this.#receive(text)),
      tooLong: () => this.#inbox.fail(new Fault("a line to the sweep is longer than 1 MB")),
    });
    output.on("data", (chunk: Buffer) => {
      this.#wait();
      splitter.push(chunk);
    });
    output.on("error", () => undefined);
    return new Promise((resolve) => {
      output.on("close", () => {
        this.#guarded(() => splitter.end());
        resolve();
      });
    });
  }

  #receive(text: string): void {
    for (const message of readMessages(text)) this.#inbox.put(message);
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#inbox.fail(error);
    }
  }

  #wait(): void {
    const { silence } = this.#options;
    if (silence === undefined || this.#exit !== undefined) return;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(
      () => this.#inbox.fail(new Fault(`no line for ${silence} s (script.silence)`)),
      1000 * silence,
    );
  }
}

function whyNot({ spawnfile }: ChildProcess, error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return `there is no program ${spawnfile}`;
  return error.code === "EACCES" ? `${spawnfile} may not be run` : error.message;
}
