import { parts } from "../parts.ts";
import type { Chunk, ChunkReport } from "./protocol.ts";
import { Trainer } from "./trainer.ts";

// The entry of a worker thread.
const trainer = new Trainer(parts);

export default function trainChunk(chunk: Chunk): ChunkReport {
  return trainer.train(chunk);
}
