import { ownRun } from "../contracts/config.ts";
import type { Executor } from "../execution/executor.ts";
import { failure } from "../execution/failure.ts";
import type { ChunkResult, Work } from "../execution/protocol.ts";
import { reportOf } from "../execution/run-report.ts";
import { TorchPool, type TorchPoolOptions } from "./pool.ts";

/** An executor with processes of Python that train with PyTorch. */
export function openTorch(options: TorchPoolOptions): Executor {
  const pool = new TorchPool(options);
  return {
    // One run is prepared while others are in training.
    slots: options.slots + 1,
    isApart: true,
    inherited: [],
    mostRuns: 1,
    train: (work, recall) => train(pool, work, recall),
    close: () => pool.close(),
  };
}

async function train(pool: TorchPool, work: Work, recall: AbortSignal | undefined): Promise<ChunkResult> {
  const [task] = work.runs;
  if (task === undefined) return { kind: "reports", reports: [], places: [], seconds: 0 };
  const { files, until, timeout } = work;
  const trained = await pool.train({ config: ownRun(task.config), seed: task.seed, files, until, timeout }, recall);
  switch (trained.kind) {
    case "given up":
      return trained;
    case "dead":
      return { kind: "dead", place: 0, failure: failure("failed", trained.error) };
    case "trained": {
      const { end, records, seconds, worker } = trained;
      const timing = { seconds, steps: records.at(-1)?.step ?? 0, worker };
      return { kind: "reports", reports: [reportOf(end, records, timing, work)], places: [0], seconds };
    }
  }
}
