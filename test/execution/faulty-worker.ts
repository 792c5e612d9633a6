// The worker, but for seeds that stand for a fault: see FAULTS.
import type { Chunk, ChunkReport } from "../../src/execution/protocol.ts";
import trainChunk from "../../src/execution/worker.ts";
import { FAULTS } from "./faults.ts";

export default function faulty(chunk: Chunk): ChunkReport {
  const reports = [];
  for (const [place, run] of chunk.runs.entries()) {
    Atomics.store(chunk.current, 0, place);
    if (run.seed === FAULTS.exits) process.exit(7);
    if (run.seed === FAULTS.exhaustsHeap) exhaustHeap();
    if (run.seed === FAULTS.hangs) for (;;);
    const current = new Int32Array(new SharedArrayBuffer(4));
    reports.push(...trainChunk({ ...chunk, runs: [run], current }).reports);
  }
  return { reports, places: [...reports.keys()], seconds: 0.001 };
}

function exhaustHeap(): void {
  const kept: number[][] = [];
  for (;;) kept.push(Array.from({ length: 1000 }, () => kept.length + 0.5));
}
