import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TorchBasis } from "../experiment/trained-by.ts";
import { CappedLog } from "../io/capped-log.ts";
import { newNonce, RUN_VARIABLE } from "../io/processes.ts";
import { Channel, type Exit } from "../program/channel.ts";
import { Fault, lastLines } from "../program/fault.ts";
import type { Message } from "../program/messages.ts";
import type { Supervisor } from "../program/supervise.ts";
import { pythonCommand } from "./python.ts";
import type { TorchTask } from "./tasks.ts";

interface TorchProcessOptions {
  readonly supervisor: Supervisor;
  readonly device: TorchBasis["device"];
  /** Graphics devices that it may see, such as "0,1"; undefined: all. */
  readonly visible: string | undefined;
  /** Where what it prints goes. */
  readonly log: string;
}

/** An epoch's figures by name, rates and metrics. */
export type EpochMessage = Message & { readonly kind: "epoch" };

/** The process has ended, whatever it was asked. */
export class ProcessGone extends Error {}

/** A process of Python with PyTorch, which trains one run after the other. */
export class TorchProcess {
  readonly #nonce = newNonce();
  readonly #log: CappedLog;
  readonly #channel: Channel;
  readonly #supervisor: Supervisor;
  #isReady = false;

  constructor({ supervisor, device, visible, log }: TorchProcessOptions) {
    this.#supervisor = supervisor;
    this.#log = new CappedLog(log);
    supervisor.watch(this.#nonce);
    const child = spawn(pythonCommand(), [trainer()], {
      env: {
        ...(device === "cpu" && { OMP_NUM_THREADS: "1" }),
        ...process.env,
        ...(visible !== undefined && { CUDA_VISIBLE_DEVICES: visible }),
        LRSWEEP_TORCH_DEVICE: device,
        [RUN_VARIABLE]: this.#nonce,
      },
      detached: true,
      windowsHide: true,
      stdio: ["pipe", "pipe", "pipe", "pipe"],
    });
    if (child.pid !== undefined) supervisor.leader(this.#nonce, child.pid);
    this.#channel = new Channel(child, { nonce: this.#nonce, log: this.#log, silence: undefined });
  }

  /** Whether it can be asked for another run. */
  get isAlive(): boolean {
    return this.#channel.exit === undefined;
  }

  /**
   * Trains a run, once it is ready. Rejects with a Fault for one that fails, and with ProcessGone.
   * @param onEpoch called with each epoch as it ends
   */
  async train(task: TorchTask, onEpoch: (epoch: EpochMessage) => void): Promise<void> {
    this.#channel.send(task);
    for (;;) {
      const message = await this.#next();
      if (message.kind === "final") return;
      if (message.kind === "epoch") onEpoch(message);
    }
  }

  /** Has the run in training fail. */
  fail(fault: Fault): void {
    this.#channel.fail(fault);
  }

  /** Ends it, and all that it started. */
  async end(): Promise<void> {
    await this.#supervisor.end(this.#nonce, 0);
    this.#channel.close();
    this.#log.close();
  }

  /** Resolves once PyTorch is imported. Rejects with ProcessGone. */
  async ready(): Promise<void> {
    while (!this.#isReady) this.#isReady = (await this.#next()).kind === "start";
  }

  async #next(): Promise<Message> {
    const message = await this.#channel.next();
    if (message.kind === "exit") throw new ProcessGone(this.#endOf(message));
    if (message.kind === "error") throw new Fault(message.text);
    return message;
  }

  /** How it ended, with the last lines that it printed. */
  #endOf({ code, signal }: Exit): string {
    const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
    const told = lastLines(this.#log.recent);
    return `the process of Python ${how}${this.#isReady ? "" : " before it was ready"}${told === "" ? "" : `\n${told}`}`;
  }

  /** Whether it ended by itself before it could take a run. The next one would do so, too. */
  get failedToStart(): boolean {
    return !this.#isReady && this.#channel.exit?.signal === null;
  }
}

const trainer = () => fileURLToPath(import.meta.resolve("#torch/trainer.py"));
