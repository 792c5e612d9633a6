import { expect } from "chai";
import type { Answer } from "../../../src/execution/protocol.ts";
import { decodeReturn, encodeReturn } from "../../../src/execution/queue/answer.ts";
import { BadMessage } from "../../../src/execution/queue/checked.ts";
import { failure } from "../../../src/execution/verdicts.ts";
import { encodeRun } from "../../../src/results/journal/record.ts";
import { planOf, resultOf } from "../../results/fixtures.ts";

const plan = planOf();
const ids = [plan.runId(0, 0), plan.runId(1, 0)];
const { rates, metrics, objective } = plan;
const order = { columns: { rates, metrics }, objective, ids };

/** As it comes out of Redis. */
const sent = (value: unknown) => JSON.parse(JSON.stringify(value));

const record = (losses: readonly number[]) => encodeRun(resultOf(plan, losses));
const report = (losses: readonly number[]) => ({
  status: "ok" as const,
  text: record(losses),
  figure: resultOf(plan, losses).outcome.figures.metrics.val_loss?.final,
});
const reports = (...all: readonly (readonly number[])[]) =>
  ({ kind: "reports", reports: all.map(report), places: [...all.keys()], seconds: 0.25 }) as const;
const back = (value: unknown) => decodeReturn(sent(value), order);

describe("an answer of a worker", () => {
  it("comes out as it went in", () => {
    const answers: Exclude<Answer, { kind: "lost" }>[] = [
      reports([0.5, 0.25], [1, 2]),
      { kind: "dead", place: 1, failure: failure("timeout", "not done after 1 s") },
      { kind: "given up" },
    ];
    for (const answer of answers) expect(back(encodeReturn(answer, ids))).to.deep.equal(answer);
  });

  it("keeps figures that are no numbers", () => {
    const answer = reports([Number.NaN], [Number.POSITIVE_INFINITY]);
    expect(back(encodeReturn(answer, ids))).to.deep.equal(answer);
  });

  const good = sent(encodeReturn(reports([0.5]), ids));
  const withText = (text: string) => ({ ids, answer: { ...good.answer, reports: [{ status: "ok", text }] } });
  const withLines = (lines: string) => withText(JSON.stringify({ ...JSON.parse(record([0.5])), lines }));
  const badReturns: Readonly<Record<string, unknown>> = {
    "of other runs": { ...good, ids: [ids[1], ids[0]] },
    "with more reports than runs": encodeReturn(reports([1], [1], [1]), ids),
    "with a run reported twice": encodeReturn({ ...reports([1], [1]), places: [1, 1] }, ids),
    "with a status of its own": { ids, answer: { ...good.answer, reports: [{ status: "great", text: record([1]) }] } },
    "that blames a run that is not there": { ids, answer: { kind: "dead", place: 2, failure: failure("failed", "x") } },
    "with a record that is no JSON": withText("run"),
    "with a record of two lines": withText(`${record([1])}\n{}`),
    "with a record that lacks its figures": withText("{}"),
    "with a formula in a row": withLines("1,2,0.1,1,=cmd(),1\n"),
    "with quotes in a row": withLines('1,2,0.1,1,"",1\n'),
    "with a column too many": withLines("1,2,0.1,1,1,1,1\n"),
    "with a row that does not end": withLines("1,2,0.1,1,1,1"),
  };
  for (const [what, message] of Object.entries(badReturns))
    it(`is refused ${what}`, () => {
      expect(() => back(message)).to.throw(BadMessage, "from the queue");
    });
});
