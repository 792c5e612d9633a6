import { workerData } from "node:worker_threads";
import { parts } from "../parts.ts";
import { reloadPlugins } from "../plugins/load-plugins.ts";
import type { Chunk, ChunkReport, ThreadData } from "./protocol.ts";
import { Trainer } from "./trainer.ts";

// Entry of a worker thread.
const { plugins } = workerData as ThreadData;
const trainer = new Trainer(plugins.length === 0 ? parts : await reloadPlugins(plugins, parts));

export default function trainChunk(chunk: Chunk): ChunkReport {
  return trainer.train(chunk);
}
