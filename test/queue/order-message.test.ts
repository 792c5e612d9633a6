import { assert } from "chai";
import { ownRun } from "../../src/contracts/config.ts";
import type { ChunkOrder } from "../../src/execution/protocol.ts";
import { BadMessage } from "../../src/queue/checked.ts";
import { decodeOrder, encodeOrder } from "../../src/queue/order-message.ts";
import { planOf } from "../results/fixtures.ts";

const plan = planOf();
const ids = [plan.runId(0, 0), plan.runId(1, 0)];
const { rates, metrics, objective } = plan;
const work: ChunkOrder = {
  ids,
  columns: { rates, metrics },
  objective,
  timeout: undefined,
  until: undefined,
  runs: [0, 1].map((variant) => ({ config: plan.variant(variant).config, seed: variant })),
};
/** As it comes out of Redis. */
const sent = (value: unknown) => JSON.parse(JSON.stringify(value));
const order = sent(encodeOrder(work));

describe("work on its way to a worker", () => {
  it("comes out as it went in", () => {
    assert.deepEqual(decodeOrder(order), work);
    assert.strictEqual(decodeOrder(sent(encodeOrder({ ...work, timeout: 1.5 }))).timeout, 1.5);
    assert.strictEqual(decodeOrder(sent(encodeOrder({ ...work, until: 3 }))).until, 3);
  });

  it("has what runs have in common once", () => {
    const loss = { type: "L1Loss" };
    const [first, second] = sent(work.runs);
    const runs = [first, { ...second, config: { ...second.config, loss } }];
    const shared = sent(encodeOrder({ ...work, runs }));
    assert.deepEqual(shared.pieces.loss, [first.config.loss, loss]);
    assert.deepEqual(shared.pieces.data, [first.config.data]);
    const [one, other] = decodeOrder(shared).runs;
    assert.strictEqual(one && ownRun(one.config).data, other && ownRun(other.config).data);
    assert.deepEqual(
      [one?.config, other?.config],
      runs.map(({ config }) => config),
    );
  });

  const { pieces, runs } = order;
  const training = pieces.training[0];
  const withPieces = (change: object) => ({ ...order, pieces: { ...pieces, ...change } });
  const badOrders: Readonly<Record<string, unknown>> = {
    nothing: null,
    text: "{}",
    "an id that is a path": { ...order, ids: ["../../etc/passwd", ids[1]] },
    "more ids than runs": { ...order, ids: [...ids, ids[0]] },
    "a folder": { ...order, directory: "/" },
    "a module": { ...order, worker: "file:///evil.js" },
    "a seed that is text": { ...order, runs: [["0", ...runs[0].slice(1)], runs[1]] },
    "a run without its optimizer": {
      ...order,
      runs: [runs[0], runs[1].map((place: number, i: number) => (i === 5 ? 9 : place))],
    },
    "a run of one piece too few": { ...order, runs: [runs[0], runs[1].slice(1)] },
    "another engine": withPieces({ training: [{ ...training, engine: "blas" }] }),
    "no epoch to leave off at": { ...order, until: 0 },
    "no epochs": withPieces({ training: [{ ...training, epochs: 0 }] }),
    "a part without a type": withPieces({ model: [[{}]] }),
    "one more section": withPieces({ shell: ["rm"] }),
  };
  for (const [what, message] of Object.entries(badOrders))
    it(`is refused with ${what}`, () => {
      assert.throws(() => decodeOrder(sent(message)), BadMessage, "work from the queue makes no sense");
    });
});
