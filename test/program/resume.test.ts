import { existsSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { Ground } from "./ground.ts";

/** Notes each epoch that it trains, as "rate epoch attempt reported"; FIGURE is its training loss. */
const noting = (
  checkpoints: boolean,
  figure: string,
) => `import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { directory, epochs, first, rate, say, seed } from "./speaker.mjs";
const saved = directory + "/epoch";
const start = ${checkpoints} && existsSync(saved) ? Number(readFileSync(saved, "utf8")) : 0;
const { lr } = first.optimizer;
const { attempt, reported } = first;
let end;
const all = epochs(start);
for (let next = await all.next(); ; next = await all.next()) {
  if (next.done) { end = next.value; break; }
  const { epoch } = next.value;
  appendFileSync("trained", [lr, epoch, attempt, reported].join(" ") + "\\n");
  say({ epoch, metrics: { train_loss: ${figure}, val_loss: epoch } });
  writeFileSync(saved, String(epoch + 1));
}
appendFileSync("ends", lr + " " + end + "\\n");
process.exit(0);
`;

const PRUNING = {
  training: "{epochs: 4}",
  grid: "{optimizer.lr: [0.1, 0.2, 0.3, 0.4]}",
  prune: "{type: successive_halving, reduction_factor: 2, min_resource: 1}",
};

describe("A run that goes on", () => {
  let ground: Ground;
  afterEach(() => ground.remove());

  const lines = (path: string) => ground.read(path).trim().split("\n");

  it("pauses at a rung, and if it is promoted trains no epoch twice", async () => {
    ground = new Ground(noting(true, "lr"));
    const { plan, runs } = await ground.sweep(PRUNING);
    assert.deepEqual(
      [0, 1, 2, 3].map((variant) => plan.adaptive?.prunedAt(variant)),
      [undefined, 2, 1, 1],
    );
    assert.deepEqual(
      runs.map((run) => run?.outcome.status),
      ["ok", "pruned", "pruned", "pruned"],
    );
    const trained = lines("trained");
    assert.sameMembers(trained, [
      ...["0.1 0 1 0", "0.2 0 1 0", "0.3 0 1 0", "0.4 0 1 0"],
      ...["0.1 1 2 1", "0.2 1 2 1"],
      ...["0.1 2 3 2", "0.1 3 3 2"],
    ]);
    assert.deepEqual(lines("ends").slice(0, 5), ["0.1 pause", "0.2 pause", "0.3 pause", "0.4 pause", "0.1 pause"]);
    assert.strictEqual(lines("ends").at(-1), "0.1 done");
  });

  it("has decisions of pruning stand, though it gives other figures when it is trained anew", async () => {
    // At each further attempt the smallest rate is the worst.
    ground = new Ground(noting(false, "attempt === 1 ? lr : 1 - lr"));
    const abort = new AbortController();
    let ended = 0;
    const onEnded = (count: number) => {
      ended += count;
      if (ended === 5) abort.abort();
    };
    const broken = await ground.sweep(PRUNING, { signal: abort.signal, onEnded });
    assert.strictEqual(broken.ending.kind, "interrupted");
    const { plan } = await ground.sweep(PRUNING);
    assert.deepEqual(
      [2, 3].map((variant) => plan.adaptive?.prunedAt(variant)),
      [1, 1],
    );
    const again = await ground.sweep(PRUNING);
    assert.deepEqual(
      [0, 1, 2, 3].map((variant) => again.plan.adaptive?.prunedAt(variant)),
      [0, 1, 2, 3].map((variant) => plan.adaptive?.prunedAt(variant)),
    );
  });

  it("has the rates of a plateau that remembers the rows that are kept", async () => {
    const plateau = {
      training: "{epochs: 6}",
      scheduler: "{type: ReduceLROnPlateau, patience: 0, factor: 0.5, monitor: val_loss}",
    };
    ground = new Ground(noting(true, "1"));
    const whole = (await ground.sweep(plateau)).runs[0]?.lines;
    ground.remove();
    ground = new Ground(
      noting(true, "1")
        .replace("for (let next", "if (attempt === 1) setTimeout(() => process.exit(1), 1e6);\nfor (let next")
        .replace(
          'appendFileSync("trained"',
          'if (epoch === 3 && attempt === 1) process.exit(1);\n  appendFileSync("trained"',
        ),
    );
    const broken = await ground.sweep(plateau);
    assert.strictEqual(broken.runs[0]?.outcome.status, "failed");
    assert.strictEqual(broken.runs[0]?.outcome.figures.epochs, 3);
    const { runs } = await ground.sweep(plateau);
    assert.strictEqual(runs[0]?.lines, whole);
    assert.deepEqual(lines("trained").at(3), "0.1 3 2 3");
  });

  it("drops the rows from where its program starts, and reports them anew", async () => {
    ground = new Ground(
      noting(false, "attempt").replace("say({", "if (epoch === 2 && attempt === 1) process.exit(1);\n  say({"),
    );
    const { runs } = await ground.sweep({ retry: "1" });
    assert.strictEqual(runs[0]?.lines, "1,2,0.1,2,0\n2,4,0.1,2,1\n3,6,0.1,2,2\n");
    assert.deepEqual(
      lines("trained").map((line) => line.split(" ").slice(1, 3).join(" ")),
      ["0 1", "1 1", "2 1", "0 2", "1 2", "2 2"],
    );
  });

  it("is not started again where all of its epochs were reported before its sweep was killed", async () => {
    const program = noting(true, "1").replace("process.exit(0);", "setInterval(() => 0, 1000);");
    ground = new Ground(program);
    const abort = new AbortController();
    const swept = ground.sweep({}, { signal: abort.signal });
    while (!existsSync(join(ground.folder, "ends"))) await new Promise((done) => setTimeout(done, 20));
    abort.abort();
    assert.strictEqual((await swept).ending.kind, "interrupted");
    const { runs } = await ground.sweep();
    assert.strictEqual(runs[0]?.outcome.status, "ok");
    assert.lengthOf(lines("trained"), 3);
  });
});
