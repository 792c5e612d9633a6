import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { reap } from "./reap.ts";

/** The supervisor's module, which is beside this one, bundled or not. */
const MODULE = new URL("./supervisor.js", import.meta.url);

/** In the place of an answer from one that was killed. */
const GONE = -1;
const MOST_RESTARTS = 100;

/** The process beside the sweep that outlives it by as long as it takes to end the programs of a slot. */
export class Supervisor {
  #process: ChildProcess;
  readonly #leaders = new Map<string, number | undefined>();
  readonly #waiting = new Map<string, (left: number) => void>();
  #isGone = false;
  #isClosed = false;
  #restarts = 0;

  constructor() {
    this.#process = this.#started();
  }

  #started(): ChildProcess {
    const supervisor = spawn(process.execPath, [fileURLToPath(MODULE)], {
      // A Ctrl-C goes to the sweep's group, and must not end what cleans up after it.
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
      env: { PATH: process.env.PATH ?? "" },
      windowsHide: true,
    });
    supervisor.on("error", () => this.#onGone(supervisor));
    supervisor.on("exit", () => this.#onGone(supervisor));
    supervisor.stdin?.on("error", () => undefined);
    if (supervisor.stdout !== null)
      createInterface({ input: supervisor.stdout }).on("line", (line) => {
        const [, nonce = "", left] = line.split(" ");
        this.#settle(nonce, Number(left));
      });
    return supervisor;
  }

  /** Before a program is started. */
  watch(nonce: string): void {
    this.#leaders.set(nonce, undefined);
    this.#say(`watch ${nonce}`);
  }

  /** Once it is started. */
  leader(nonce: string, pid: number): void {
    this.#leaders.set(nonce, pid);
    this.#say(`leader ${nonce} ${pid}`);
  }

  /** Ends all processes of a run. Resolves to how many are left all the same. */
  async end(nonce: string, graceMs: number): Promise<number> {
    const leader = this.#leaders.get(nonce);
    if (this.#isGone) return reap({ nonce, leader }, graceMs);
    const ended = new Promise<number>((resolve) => this.#waiting.set(nonce, resolve));
    this.#say(`end ${nonce} ${graceMs}`);
    const left = await ended;
    // A supervisor that was killed has not answered.
    const whole = left < 0 ? await reap({ nonce, leader }, graceMs) : left;
    this.#leaders.delete(nonce);
    return whole;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#isGone) return;
    const gone = new Promise<void>((resolve) => this.#process.once("exit", () => resolve()));
    this.#process.stdin?.end();
    await gone;
  }

  #say(line: string): void {
    if (!this.#isGone) this.#process.stdin?.write(`${line}\n`);
  }

  #settle(nonce: string, left: number): void {
    this.#waiting.get(nonce)?.(left);
    this.#waiting.delete(nonce);
  }

  /** One that was killed is replaced, since its sweep may be killed next. */
  #onGone(supervisor: ChildProcess): void {
    if (supervisor !== this.#process || this.#isGone) return;
    this.#isGone = true;
    for (const nonce of [...this.#waiting.keys()]) this.#settle(nonce, GONE);
    if (this.#isClosed || this.#restarts++ >= MOST_RESTARTS) return;
    this.#isGone = false;
    this.#process = this.#started();
    for (const [nonce, leader] of this.#leaders)
      this.#say(leader === undefined ? `watch ${nonce}` : `leader ${nonce} ${leader}`);
  }
}
