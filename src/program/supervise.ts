import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { reap } from "./reap.ts";

/** The supervisor's module, which is beside this one, bundled or not. */
const MODULE = new URL("./supervisor.js", import.meta.url);

/** The process beside the sweep that outlives it by as long as it takes to end the programs of a slot. */
export class Supervisor {
  readonly #process: ChildProcess;
  readonly #leaders = new Map<string, number | undefined>();
  readonly #waiting = new Map<string, (left: number) => void>();
  #isGone = false;

  constructor() {
    this.#process = spawn(process.execPath, [fileURLToPath(MODULE)], {
      // A Ctrl-C goes to the sweep's group, and must not end what cleans up after it.
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
      env: { PATH: process.env.PATH ?? "" },
      windowsHide: true,
    });
    this.#process.on("error", () => this.#onGone());
    this.#process.on("exit", () => this.#onGone());
    this.#process.stdin?.on("error", () => undefined);
    if (this.#process.stdout === null) return;
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      const [, nonce = "", left] = line.split(" ");
      this.#settle(nonce, Number(left));
    });
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

  #onGone(): void {
    this.#isGone = true;
    for (const nonce of [...this.#waiting.keys()]) this.#settle(nonce, -1);
  }
}
