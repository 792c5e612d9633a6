import { BroadcastChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Chunk, ChunkReport } from "../../src/execution/protocol.ts";
import trainChunk from "../../src/execution/worker.ts";
import { GATE } from "./faults.ts";

const gate = new BroadcastChannel(GATE);
gate.unref();
// Node's types do not say yet that a broadcast channel will do.
const port = gate as unknown as MessagePort;
const still = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Tells that a chunk is begun, and trains it once a message on the gate says so. */
export default function trainWhenTold(chunk: Chunk): ChunkReport {
  // The empty chunk of a worker that warms up.
  if (chunk.runs.length === 0) return trainChunk(chunk);
  Atomics.store(chunk.current, 0, 0);
  gate.postMessage("begun");
  while (receiveMessageOnPort(port) === undefined) Atomics.wait(still, 0, 0, 5);
  return trainChunk(chunk);
}
