import { assert } from "chai";
import fc from "fast-check";
import { decodeRun, encodeRun, type RunResult } from "../../src/journal/record.ts";

const figure = fc.oneof(
  fc.double({ noNaN: false }).map((x) => x + 0),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, undefined),
);
const best = fc.option(fc.record({ value: fc.double().map((x) => x + 0), epoch: fc.integer({ min: 1 }) }), {
  nil: undefined,
});
const figures = fc.record({
  epochs: fc.nat(),
  metrics: fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => name !== "__proto__"),
    fc.record({ final: figure, best }),
  ),
});
const outcome = fc.oneof(
  fc.record({ status: fc.constantFrom("ok" as const, "diverged" as const), figures }),
  fc.record({ status: fc.constantFrom("failed" as const, "timeout" as const), figures, error: fc.string() }),
);
const timing = fc.record({ seconds: fc.integer(), steps: fc.nat(), worker: fc.oneof(fc.nat(), fc.string()) });
const rate = fc.oneof(
  fc.integer().map((n) => n / 7),
  fc.constant("lr"),
);
const hidden = fc.dictionary(
  fc.string().filter((name) => name !== "__proto__"),
  rate,
);
const result: fc.Arbitrary<RunResult> = fc.record({ outcome, timing, hidden, lines: fc.string() });

describe("a run's record in the journal", () => {
  it("comes back as it was, NaN, infinities and nothing included", () => {
    fc.assert(
      fc.property(result, (run) => {
        const back = decodeRun(run.outcome.status, encodeRun(run));
        assert.strictEqual(back.lines, run.lines);
        assert.deepEqual(back.hidden, run.hidden);
        assert.deepEqual(back.timing, run.timing);
        assert.strictEqual(back.outcome.status, run.outcome.status);
        assert.strictEqual("error" in back.outcome && back.outcome.error, "error" in run.outcome && run.outcome.error);
        // 0 and -0 are written alike.
        assert.strictEqual(normal(back.outcome.figures), normal(run.outcome.figures));
      }),
    );
  });

  it("is one line, whatever its texts hold", () => {
    fc.assert(fc.property(result, (run) => !encodeRun(run).includes("\n")));
  });
});

const normal = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === "number" && inner !== 0 ? String(inner) : (inner ?? "nothing"),
  );
