import { rmSync } from "node:fs";
import { assert } from "chai";
import { Journal } from "../../src/journal/journal.ts";
import { encodeRun } from "../../src/journal/record.ts";
import { planOf } from "../results/fixtures.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const plan = planOf();
const ID = plan.runId(0, 0);
const OTHER = plan.runId(1, 0);
const epoch = (loss: number, steps?: number) => ({ metrics: { train_loss: loss }, steps });

/** A record after some epochs. */
function record(epochs: number, loss: number): string {
  const metrics = { val_loss: { final: loss, best: { value: loss, epoch: 1 } } };
  const outcome = { status: "ok", figures: { epochs, metrics } } as const;
  return encodeRun({ lines: "", hidden: {}, outcome, timing: { seconds: 1, steps: 1, worker: 0 } });
}

describe("The journal of runs that report as they go", () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Does something with a journal of its own, as a process would that is killed then. */
  function on<T>(does: (journal: Journal) => T): T {
    return does(new Journal(folder, plan));
  }

  it("has what was reported, with figures that are not finite", () => {
    const epochs = [epoch(0.5, 3), epoch(Number.NaN), epoch(Number.NEGATIVE_INFINITY)];
    on(({ progress }) => {
      progress.begin(ID);
      for (const one of epochs) progress.add(ID, one);
      progress.begin(OTHER);
    });
    on(({ progress }) => assert.deepEqual(progress.begin(ID), { attempt: 2, epochs, hasFailed: false }));
    on(({ progress }) => assert.deepEqual(progress.begin(ID).attempt, 3));
    on(({ progress }) => assert.deepEqual(progress.begin(OTHER), { attempt: 2, epochs: [], hasFailed: false }));
  });

  it("drops what is reported anew", () => {
    on(({ progress }) => {
      progress.begin(ID);
      for (const loss of [1, 2, 3]) progress.add(ID, epoch(loss));
      progress.cut(ID, 1);
      progress.add(ID, epoch(4));
    });
    on(({ progress }) => assert.deepEqual(progress.begin(ID).epochs, [epoch(1), epoch(4)]));
  });

  it("forgets it when a run has come to its end, and not when it has failed", () => {
    on((journal) => {
      for (const id of [ID, OTHER]) {
        journal.progress.begin(id);
        journal.progress.add(id, epoch(1));
      }
      journal.add([{ id: ID, status: "ok", text: record(1, 1) }]);
      journal.add([{ id: OTHER, status: "failed", text: record(1, 1) }]);
    });
    on(({ progress }) => {
      assert.deepEqual(progress.begin(ID), { attempt: 1, epochs: [], hasFailed: false });
      assert.deepEqual(progress.begin(OTHER), { attempt: 2, epochs: [epoch(1)], hasFailed: true });
    });
  });

  it("has a run as it was at its first pause, and keeps that where the cache is pruned", async () => {
    const journal = new Journal(folder, plan);
    const { progress } = journal;
    progress.begin(ID);
    progress.add(ID, epoch(1));
    journal.add([{ id: ID, status: "pruned", text: record(1, 0.25) }]);
    progress.begin(ID);
    journal.add([{ id: ID, status: "pruned", text: record(1, 0.75) }]);
    journal.add([{ id: ID, status: "ok", text: record(4, 0.5) }]);
    progress.begin(OTHER);
    progress.add(OTHER, epoch(2));
    const check = (found: Journal) => {
      assert.strictEqual(found.pausedAt(ID, 1)?.outcome.figures.metrics.val_loss?.final, 0.25);
      assert.strictEqual(found.pausedAt(ID, 2), undefined);
      assert.strictEqual(found.read(ID).outcome.figures.metrics.val_loss?.final, 0.5);
    };
    check(journal);
    on(check);
    await journal.prune(plan);
    check(journal);
    on((found) => {
      check(found);
      assert.deepEqual(found.progress.begin(OTHER), { attempt: 2, epochs: [epoch(2)], hasFailed: false });
    });
  });
});
