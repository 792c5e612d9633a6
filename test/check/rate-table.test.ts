import { assert } from "chai";
import { Misfit } from "../../src/contracts/part.ts";
import { table } from "../../src/schedulers/index.ts";
import { BASE, parts } from "../plan/experiment.ts";
import * as loader from "../plan-of.ts";

const FILES: Readonly<Record<string, string>> = {
  "rates.csv": "epoch,lr\n1,0.3\n2,0.2\n3,0.1\n",
  "same.csv": "rate\n0.3\n0.2\n1e-1\n",
  "excel.csv": "epoch;lr\n1;0,3\n2;0,2\n3;0,1\n",
  "other.csv": "rate\n0.3\n0.2\n0.15\n",
  "blank.csv": "lr\n0.1\n\n0.1\n0.1\n\n",
  "blank-row.csv": "epoch,lr\r\n1,0.1\r\n\r\n2,0.1\r\n3,0.1\r\n",
  "blank-end.csv": "\nlr\n0.3\n0.2\n0.1\n\n  \n",
  "vanished.csv": "lr\n0.1\n1e-400\n0.1\n",
  "text.csv": "lr\n0.1\nhigh\n0.1\n",
  "decimal-commas.csv": "lr\n0,3\n0,2\n0,1\n",
  "headless.csv": "0.3\n0.2\n0.1\n",
  "headless-commas.csv": "0,3\n0,2\n0,1\n",
  "two-commas.csv": "epoch,lr\n1,0,3\n2,0,02\n3,0,01\n",
  "negative.csv": "lr\n0.1\n0.1\n-0.1\n",
};

function readFile(path: string): Uint8Array {
  const file = FILES[path];
  if (file === undefined) throw new Misfit("path", `cannot read ${path}: there is no such file`);
  return new TextEncoder().encode(file);
}

const LOADING = { file: "decay.yaml", readFile, parts: { ...parts, scheduler: { ...parts.scheduler, table } } };
const textOf = (scheduler: string) => `${BASE.replace("50", "3")}scheduler: ${scheduler}
`;

/** The only run's schedulers, and its identity. */
function planned(scheduler: string) {
  const plan = loader.planOf(textOf(scheduler), LOADING);
  return { schedulers: plan.variant(0).config.scheduler.map(({ scheduler }) => scheduler), id: plan.runId(0, 0) };
}

const errorsOf = (scheduler: string) => loader.errorsOf(textOf(scheduler), LOADING);

const RATES = { type: "table", rates: [0.3, 0.2, 0.1] };

describe("a table of rates", () => {
  it("from a file is part of the configuration as a list is, its path is not", () => {
    assert.deepEqual(planned("{type: table, path: rates.csv}").schedulers, [RATES]);
    const { id } = planned("{type: table, rates: [0.3, 0.2, 0.1]}");
    assert.strictEqual(planned("{type: table, path: rates.csv}").id, id);
    assert.strictEqual(planned("{type: table, path: same.csv, column: rate}").id, id);
    assert.strictEqual(planned("{type: table, path: blank-end.csv}").id, id);
    assert.strictEqual(planned("{type: table, path: excel.csv}").id, id);
    assert.strictEqual(planned("{type: table, path: decimal-commas.csv}").id, id);
    assert.strictEqual(planned("{type: table, path: headless.csv, column: column_1}").id, id);
    assert.notStrictEqual(planned("{type: table, path: other.csv, column: rate}").id, id);
  });

  it("is read within a composition and as a phase, too", () => {
    const chain = "{type: ChainedScheduler, schedulers: [{type: table, path: rates.csv}]}";
    assert.deepEqual(planned(chain).schedulers[0]?.schedulers, [RATES]);
    const phases = "[{type: table, path: same.csv, column: rate, epochs: 2}, CosineAnnealingLR]";
    assert.deepEqual(planned(phases).schedulers[0], RATES);
  });

  const REFUSED: Readonly<Record<string, readonly [string, string]>> = {
    "a file that is not there": [
      "{type: table, path: rate.csv}",
      `decay.yaml:6:32: error: scheduler: cannot read rate.csv: there is no such file
    6 | scheduler: {type: table, path: rate.csv}
      |                                ^`,
    ],
    "a blank line in the middle": [
      "{type: table, path: blank.csv}",
      `decay.yaml:6:32: error: scheduler: blank.csv:3: column "lr" is empty
    6 | scheduler: {type: table, path: blank.csv}
      |                                ^ a number ≥ 0 in each row`,
    ],
    "a blank line among several columns": [
      "{type: table, path: blank-row.csv}",
      `decay.yaml:6:32: error: scheduler: blank-row.csv:3: column "lr" is empty
    6 | scheduler: {type: table, path: blank-row.csv}
      |                                ^ a number ≥ 0 in each row`,
    ],
    "a column that is not there": [
      "{type: table, path: rates.csv, column: lrs}",
      `decay.yaml:6:51: error: scheduler: rates.csv has no column "lrs"
    6 | scheduler: {type: table, path: rates.csv, column: lrs}
      |                                                   ^ did you mean 'lr'?`,
    ],
    "a column that is not named, and called otherwise": [
      "{type: table, path: same.csv}",
      `decay.yaml:6:32: error: scheduler: same.csv has no column "lr"
    6 | scheduler: {type: table, path: same.csv}
      |                                ^ column: rate`,
    ],
    "a file without a header": [
      "{type: table, path: headless.csv}",
      `decay.yaml:6:32: error: scheduler: headless.csv has no column "lr", and no header
    6 | scheduler: {type: table, path: headless.csv}
      |                                ^ column: column_1`,
    ],
    "a file without a header, with decimal commas": [
      "{type: table, path: headless-commas.csv}",
      `decay.yaml:6:32: error: scheduler: headless-commas.csv has no column "lr", and no header: 0,3 is read as two columns
    6 | scheduler: {type: table, path: headless-commas.csv}
      |                                ^ add the line lr above the rates`,
    ],
    "decimal commas between other commas": [
      "{type: table, path: two-commas.csv}",
      `decay.yaml:6:32: error: scheduler: two-commas.csv:2: 3 fields, the header has 2
    6 | scheduler: {type: table, path: two-commas.csv}
      |                                ^ write decimals with a point, or separate the columns with semicolons`,
    ],
    "a number that would be 0": [
      "{type: table, path: vanished.csv}",
      `decay.yaml:6:32: error: scheduler: vanished.csv:3: column "lr" holds "1e-400", not a rate
    6 | scheduler: {type: table, path: vanished.csv}
      |                                ^ a number ≥ 0 in each row`,
    ],
    "text where a rate should be": [
      "{type: table, path: text.csv}",
      `decay.yaml:6:32: error: scheduler: text.csv:3: column "lr" holds "high", not a rate
    6 | scheduler: {type: table, path: text.csv}
      |                                ^ a number ≥ 0 in each row`,
    ],
    "a rate below 0, also within a composition": [
      "{type: ChainedScheduler, schedulers: [{type: table, path: negative.csv}]}",
      `decay.yaml:6:70: error: scheduler.schedulers.0: negative.csv:4: column "lr" holds "-0.1", not a rate
    6 | scheduler: {type: ChainedScheduler, schedulers: [{type: table, path: negative.csv}]}
      |                                                                      ^ a number ≥ 0 in each row`,
    ],
    "a file that is too short": [
      "{type: table, path: rates.csv}\ngrid: {training.epochs: [3, 4]}",
      `decay.yaml:6:32: error: scheduler: rates.csv has 3 values, and its window 4 ticks
    6 | scheduler: {type: table, path: rates.csv}
      |                                ^ a value for each tick
      = with grid.training.epochs[1]`,
    ],
    "a list that is too short": [
      "{type: table, rates: [0.1, 0.2]}",
      `decay.yaml:6:33: error: scheduler: rates has 2 values, and its window 3 ticks
    6 | scheduler: {type: table, rates: [0.1, 0.2]}
      |                                 ^ a value for each tick`,
    ],
    "both rates and a path": [
      "{type: table, path: rates.csv, rates: [1, 2, 3]}",
      `decay.yaml:6:50: error: scheduler: there are rates and a path
    6 | scheduler: {type: table, path: rates.csv, rates: [1, 2, 3]}
      |                                                  ^ one of them`,
    ],
    "neither of them": [
      "table",
      `decay.yaml:6:12: error: scheduler: there are neither rates nor a path
    6 | scheduler: table
      |            ^ rates: [0.1, 0.05]`,
    ],
    "a column without a path": [
      "{type: table, rates: [1, 2, 3], column: lr}",
      `decay.yaml:6:52: error: scheduler: there is a column, but no path
    6 | scheduler: {type: table, rates: [1, 2, 3], column: lr}
      |                                                    ^ path: rates.csv`,
    ],
  };

  for (const [title, [scheduler, says]] of Object.entries(REFUSED))
    it(`refuses ${title}`, () => assert.strictEqual(errorsOf(scheduler), says));
});
