import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { root } from "../root.ts";
import type { By, Measure } from "./figures.ts";

/** The Python that may have the peers. */
export const python = process.env.LRSWEEP_PYTHON ?? "python3";

export interface Request {
  readonly measure: string;
  readonly rows?: number;
  readonly batch?: number;
  readonly unit?: "steps" | "samples";
}

type Reply =
  | { readonly name: string; readonly version: string }
  | { readonly figures: Readonly<Record<string, number>> }
  | { readonly error: string };

type Presence = { readonly version: string } | { readonly missing: string };

/** A program that does our work with another library, and waits while we do it. Starts when it is first asked for. */
export class Peer {
  readonly #script: string;
  readonly #command: string;
  #process: PeerProcess | undefined;

  /** @param script below test/bench/ */
  constructor(script: string, command = python) {
    this.#script = script;
    this.#command = command;
  }

  /** Its version, or why it is not here. */
  get presence(): Promise<Presence> {
    return this.#started().presence;
  }

  #started(): PeerProcess {
    this.#process ??= new PeerProcess(this.#command, `${root}test/bench/${this.#script}`);
    return this.#process;
  }

  /** A measure of a section. A peer that is missing or fails gives no readings, and says so where it failed. */
  measure(by: By, request: Request): Measure {
    return async () => {
      if ("missing" in (await this.presence)) return [];
      try {
        const figures = await this.#started().ask(request);
        return Object.entries(figures).map(([row, value]) => ({ row, by, value }));
      } catch (error) {
        console.error(`${by} could not do ${request.measure}: ${(error as Error).message}`);
        return [];
      }
    };
  }

  async end(): Promise<void> {
    await this.#process?.end();
  }
}

class PeerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #replies: AsyncIterator<string>;
  readonly #closed: Promise<unknown>;
  #complaint = "";
  readonly presence: Promise<Presence>;

  constructor(command: string, script: string) {
    this.#child = spawn(command, [script], { stdio: ["pipe", "pipe", "pipe"] });
    this.#closed = once(this.#child, "close").catch(({ message }: Error) => {
      this.#complaint = message;
    });
    // What is written to a process that is gone; that it is gone shows in its replies.
    this.#child.stdin.on("error", () => {});
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#complaint = text.trimEnd().split("\n").at(-1) ?? "";
    });
    this.#replies = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.presence = this.#greet();
  }

  async #greet(): Promise<Presence> {
    try {
      const reply = await this.#next();
      return "version" in reply ? reply : { missing: JSON.stringify(reply) };
    } catch (error) {
      return { missing: (error as Error).message };
    }
  }

  async #next(): Promise<Reply> {
    const { value, done } = await this.#replies.next();
    if (!done) return JSON.parse(value) as Reply;
    await this.#closed;
    throw new Error(this.#complaint || "it ended without a word");
  }

  /** Figures by row; throws with what went wrong. */
  async ask(request: Request): Promise<Readonly<Record<string, number>>> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const reply = await this.#next();
    if ("figures" in reply) return reply.figures;
    throw new Error("error" in reply ? reply.error : "it answered out of turn");
  }

  async end(): Promise<void> {
    this.#child.stdin.end();
    await this.#closed;
  }
}
