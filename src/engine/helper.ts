import { workerData } from "node:worker_threads";
import { type HelperMailbox, openMailbox, WAITING } from "./helpers.ts";
import { openNative } from "./native-code.ts";

// Entry of a helper's thread: it runs the machine code that it is told to, in the memory of the thread that it helps.
const { state, call } = openMailbox(workerData as HelperMailbox);
const native = openNative();
if (native)
  for (;;) {
    Atomics.store(state, 0, WAITING);
    Atomics.notify(state, 0);
    Atomics.wait(state, 0, WAITING);
    native.call(Number(call[0]), Number(call[1]));
  }
