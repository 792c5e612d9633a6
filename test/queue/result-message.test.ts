import { assert } from "chai";
import { failure } from "../../src/execution/failure.ts";
import type { ChunkResult } from "../../src/execution/protocol.ts";
import { encodeRun } from "../../src/journal/record.ts";
import { BadMessage } from "../../src/queue/checked.ts";
import { decodeResult, encodeResult } from "../../src/queue/result-message.ts";
import { planOf, resultOf } from "../results/fixtures.ts";

const plan = planOf();
const ids = [plan.runId(0, 0), plan.runId(1, 0)];
const { rates, metrics, objective } = plan;
const order = { columns: { rates, metrics }, objective, ids };

const record = (losses: readonly number[]) => encodeRun(resultOf(plan, losses));
const report = (losses: readonly number[]) => ({
  status: "ok" as const,
  text: record(losses),
  figure: resultOf(plan, losses).outcome.figures.metrics.val_loss?.final,
});
const reports = (...all: readonly (readonly number[])[]) =>
  ({ kind: "reports", reports: all.map(report), places: [...all.keys()], seconds: 0.25 }) as const;
const back = (text: string) => decodeResult(Buffer.from(text), order);

describe("an answer of a worker", () => {
  it("comes out as it went in", () => {
    const answers: Exclude<ChunkResult, { kind: "lost" }>[] = [
      reports([0.5, 0.25], [1, 2]),
      { kind: "dead", place: 1, failure: failure("timeout", "not done after 1 s") },
      { kind: "given up" },
    ];
    for (const answer of answers) assert.deepEqual(back(encodeResult(answer, ids)), answer);
  });

  it("keeps figures that are no numbers", () => {
    const answer = reports([Number.NaN], [Number.POSITIVE_INFINITY]);
    assert.deepEqual(back(encodeResult(answer, ids)), answer);
  });

  it("keeps what an error says, whatever its letters", () => {
    const failed = { ...failure("failed", 'Fehler: "größer", 数'), text: record([0.5]) };
    const answer = { ...reports([1], [1]), reports: [failed, report([1])] };
    assert.deepEqual(back(encodeResult(answer, ids)), answer);
  });

  const [head, line] = encodeResult(reports([0.5]), ids).split("\n") as [string, string];
  const withHead = (change: object) => `${JSON.stringify({ ...JSON.parse(head), ...change })}\n${line}`;
  const withAnswer = (change: object) => withHead({ answer: { ...JSON.parse(head).answer, ...change } });
  const withRecord = (text: string) => `${head}\n${text}`;
  const withLines = (lines: string) => withRecord(JSON.stringify({ ...JSON.parse(line), lines }));
  const dead = (place: number) => encodeResult({ kind: "dead", place, failure: failure("failed", "x") }, ids);
  const badReturns: Readonly<Record<string, string>> = {
    "with nothing in it": "",
    "that is no JSON": "reports",
    "of other runs": withHead({ ids: [ids[1], ids[0]] }),
    "with more reports than runs": encodeResult(reports([1], [1], [1]), ids),
    "with a run reported twice": encodeResult({ ...reports([1], [1]), places: [1, 1] }, ids),
    "with a run that is not there": withAnswer({ places: [2] }),
    "with a status of its own": withAnswer({ reports: [{ status: "great" }] }),
    "that took less than no time": withAnswer({ seconds: -1 }),
    "that blames a run that is not there": dead(2),
    "that says more": withHead({ run: "rm" }),
    "with a record too few": head,
    "with a record too many": `${head}\n${line}\n${line}`,
    "with an end of line too many": `${head}\n${line}\n`,
    "with a record that is no JSON": withRecord("run"),
    "with a record that lacks its figures": withRecord("{}"),
    "with a record whose figures are text": withRecord(line.replace(/\[0\.5,/, '["0.5",')),
    "with a record that has more to say": withRecord(line.replace("{", '{"path":"x",')),
    "with a record without rows": withRecord(line.replace(/,"lines":.*/, "}")),
    "with a record with rows of two kinds": withRecord(line.replace("{", '{"lines":"",')),
    "with a record that goes on after its rows": withRecord(line.replace(/"\}$/, '","lines":""}')),
    "with a record cut short": withRecord(line.slice(0, -3)),
    "with a formula in a row": withLines("1,2,0.1,1,=cmd(),1\n"),
    "with quotes in a row": withLines('1,2,0.1,1,"",1\n'),
    "with a return in a row": withLines("1,2,0.1,1,1,1\r\n"),
    "with letters of other alphabets in a row": withLines("1,2,0.1,1,é,1\n"),
    "with a column too many": withLines("1,2,0.1,1,1,1,1\n"),
    "with a column too few": withLines("1,2,0.1,1,1\n"),
    "with a row that does not end": withLines("1,2,0.1,1,1,1"),
    "with a word in a row": withLines("1,2,0.1,1,Mai,1\n"),
    "with half a number in a row": withLines("1,2,0.1,1,1e,1\n"),
    "with a row twice": withRecord(
      JSON.stringify({ ...JSON.parse(line), epochs: 2, lines: `${JSON.parse(line).lines}${JSON.parse(line).lines}` }),
    ),
    "with more rows than epochs": withRecord(JSON.stringify({ ...JSON.parse(line), epochs: 2 })),
    "with a metric that no run has": withRecord(line.replace('"val_loss"', '"constructor"')),
    "with its best epoch after its last": withRecord(line.replace(/\[0\.5,0\.5,1\]/, "[0.5,0.5,7]")),
    "with a target reached after its end": withRecord(JSON.stringify({ target: 9, ...JSON.parse(line) })),
    "that took less than no time in a run": withRecord(line.replace(/"timing":\[/, '"timing":[-')),
  };
  for (const [what, message] of Object.entries(badReturns))
    it(`is refused ${what}`, () => {
      assert.throws(() => back(message), BadMessage, "from the queue");
    });

  it("is refused with more epochs than were asked for", () => {
    const answer = Buffer.from(encodeResult(reports([0.5, 0.25], [1, 2]), ids));
    assert.equal(decodeResult(answer, order, () => 2).kind, "reports");
    assert.throws(() => decodeResult(answer, order, () => 1), BadMessage, "2 rows");
  });

  it("has its texts without control characters, in the error and in what the journal keeps", () => {
    const outcome = { ...resultOf(plan, [0.5]).outcome, status: "failed" as const, error: "a\x1b[31mb\nc" };
    const timing = { seconds: 1, steps: 1, worker: "host\x1b]0;x\x07" };
    const text = encodeRun({ ...resultOf(plan, [0.5]), outcome, timing });
    const failed = { status: "failed" as const, error: "a\x1b[31mb\nc", text };
    const found = back(encodeResult({ kind: "reports", reports: [failed], places: [0], seconds: 1 }, ids));
    assert.equal(found.kind, "reports");
    const [report] = found.kind === "reports" ? found.reports : [];
    assert.equal(report && "error" in report && report.error, "a [31mb c");
    const kept = JSON.parse(report?.text ?? "");
    assert.deepEqual([kept.error, kept.timing[2]], ["a [31mb c", "host ]0;x "]);
    assert.equal(kept.lines, JSON.parse(text).lines);
  });
});
