import { Worker } from "node:worker_threads";
import type { NativeCode } from "./native-code.ts";

/** How a thread and its helper speak. */
export interface HelperMailbox {
  /** An int32 0 while it starts, then {@link WAITING} or {@link RUNNING}, and from byte 8 on the addresses of code and of its argument. */
  readonly memory: SharedArrayBuffer;
}

export const WAITING = 1;
const RUNNING = 2;

export const openMailbox = ({ memory }: HelperMailbox) => ({
  state: new Int32Array(memory, 0, 1),
  call: new BigInt64Array(memory, 8, 2),
});

/** The helper's module, which is beside this one, bundled or not. */
const MODULE = new URL("./helper.js", import.meta.url);

/** Threads that run machine code beside the calling one. They end with it. */
export class Helpers {
  readonly #mailboxes: ReturnType<typeof openMailbox>[] = [];

  /** How many of `wanted` are there already. The others are started, and will be there at a later call. */
  ready(wanted: number): number {
    while (this.#mailboxes.length < wanted) this.#mailboxes.push(start());
    return this.#mailboxes.slice(0, wanted).filter(isWaiting).length;
  }

  /** Runs the first code in this thread, and each other one in a helper's. Returns when all have returned. */
  run([own, ...others]: readonly [NativeCode, ...NativeCode[]], argument: number): void {
    const waiting = this.#mailboxes.filter(isWaiting);
    const called = others.map((code, index) => {
      const mailbox = waiting[index];
      if (!mailbox) throw new Error("there are fewer helpers than codes");
      mailbox.call.set([BigInt(code.address), BigInt(argument)]);
      return mailbox;
    });
    for (const { state } of called) {
      Atomics.store(state, 0, RUNNING);
      Atomics.notify(state, 0);
    }
    own.call(argument);
    for (const { state } of called) while (Atomics.load(state, 0) === RUNNING) Atomics.wait(state, 0, RUNNING);
  }
}

const isWaiting = ({ state }: ReturnType<typeof openMailbox>) => Atomics.load(state, 0) === WAITING;

function start(): ReturnType<typeof openMailbox> {
  const memory = new SharedArrayBuffer(24);
  const worker = new Worker(MODULE, { workerData: { memory } satisfies HelperMailbox });
  // Without it, a run trains by itself.
  worker.on("error", () => undefined);
  worker.unref();
  return openMailbox({ memory });
}
