import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import fc from "fast-check";
import { scriptRun } from "../../src/contracts/config.ts";
import { CappedLog } from "../../src/io/capped-log.ts";
import { parts } from "../../src/parts.ts";
import { RateCourse } from "../../src/program/course.ts";
import { lastLines } from "../../src/program/fault.ts";
import { Inbox } from "../../src/program/inbox.ts";
import { commandOf, filledIn } from "../../src/program/launch.ts";
import { readMessages } from "../../src/program/messages.ts";
import { OutputSplitter } from "../../src/program/splitter.ts";
import { previewCourse } from "../../src/training/preview.ts";
import { planOf, scriptWith } from "../script/experiment.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const PREFIX = "@lrsweep:abc ";

/** What a splitter makes of an output that comes in pieces of these lengths. */
function split(output: Buffer, lengths: readonly number[]) {
  const log: Buffer[] = [];
  const messages: string[] = [];
  let cut = 0;
  const splitter = new OutputSplitter(Buffer.from(PREFIX), {
    log: (bytes) => log.push(Buffer.from(bytes)),
    message: (text) => messages.push(text),
    tooLong: () => cut++,
  });
  let rest = output;
  for (const length of lengths) {
    splitter.push(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  splitter.push(rest);
  splitter.end();
  return { log: Buffer.concat(log).toString(), messages, cut };
}

describe("An inbox", () => {
  it("gives what arrived before a failure, then the failure, and nothing that comes after it", async () => {
    const inbox = new Inbox<number>();
    inbox.put(1);
    inbox.fail(new Error("malformed"));
    inbox.put(2);
    assert.strictEqual(await inbox.next(), 1);
    const found = await inbox.next().catch(({ message }: Error) => message);
    assert.strictEqual(found, "malformed");
  });
});

describe("The output of a program", () => {
  it("is taken apart alike, however it comes in", () => {
    const piece = fc.oneof(
      fc.string().map((text) => text.replaceAll("@", "")),
      fc.constantFrom("\n", "@", "@lrsweep:", "@lrsweep:ab", `${PREFIX.slice(0, -1)}`, "half a line "),
      fc.json().map((json) => `\n${PREFIX}${json.replaceAll("\n", " ")}\n`),
      fc.json().map((json) => `${PREFIX}${json.replaceAll("\n", " ")}\n`),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.integer({ min: 1, max: 9 })), (pieces, lengths) => {
        const output = Buffer.from(pieces.join(""));
        assert.deepEqual(split(output, lengths), split(output, []));
      }),
    );
  });

  it("gives lines to the sweep wherever they begin, and the rest as log", () => {
    const { log, messages } = split(Buffer.from(`a\n\n${PREFIX}1\nb${PREFIX}2\nc\n@lrsweep:other 3\n`), []);
    assert.deepEqual(messages, ["1", "2"]);
    assert.strictEqual(log, "a\nbc\n@lrsweep:other 3\n");
  });

  it("bears lines without an end, and tells of one to the sweep that is too long", () => {
    assert.strictEqual(split(Buffer.alloc(10 << 20, "x"), [1 << 20]).log.length, 10 << 20);
    const long = split(Buffer.from(`${PREFIX}${"y".repeat(2 << 20)}\n${PREFIX}1\n`), [1 << 19, 1 << 20]);
    assert.deepEqual([long.messages, long.cut], [["1"], 1]);
  });
});

describe("A line of a program", () => {
  it("may hold figures that are not finite, as texts or as Python writes them", () => {
    const metrics = { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: Number.NEGATIVE_INFINITY, d: 1e-300, e: -0 };
    const written = [
      '{"a":"NaN","b":"Infinity","c":"-Infinity","d":1e-300,"e":-0.0}',
      '{"a": NaN, "b": Infinity, "c": -Infinity, "d": 1e-300, "e": -0.0}',
    ];
    for (const text of written)
      assert.deepEqual(readMessages(`{"epoch":3,"metrics":${text}}`), [
        { kind: "epoch", epoch: 3, metrics, steps: undefined },
      ]);
    const [note] = readMessages('{"note": "NaN is \\"NaN\\"", "epoch": 0, "metrics": {"a": NaN}}');
    assert.deepEqual(note, { kind: "note", text: 'NaN is "NaN"' });
  });

  const MALFORMED = [
    "",
    "{",
    "[]",
    "3",
    "{}",
    '{"epoch":"3","metrics":{}}',
    '{"epoch":-1,"metrics":{}}',
    '{"epoch":1}',
    '{"epoch":1,"metrics":{"a":"0.1"}}',
    '{"epoch":1,"metrics":{"a":true}}',
    '{"start":0.5}',
    '{"epoch":1,"metrics":{},"steps":-2}',
  ];
  for (const text of MALFORMED)
    it(`is refused as ${text === "" ? "nothing" : text}`, () =>
      assert.throws(() => readMessages(text), /^malformed line: /));
});

describe("The rates of a program", () => {
  const courses = (scheduler: string, optimizer = "{lr: 0.1}", training = "{epochs: 3, steps_per_epoch: 4}") => {
    const config = scriptRun(planOf(scriptWith({ scheduler, optimizer, training })).variant(0).config);
    const course = new RateCourse(config, parts.scheduler);
    return Array.from({ length: 3 }, () => {
      const { groups, after } = course.next();
      after({ val_loss: 1 });
      return groups;
    });
  };

  it("are those of our own engine, to the bit, by step and by epoch", () => {
    for (const scheduler of [
      "{type: CosineAnnealingLR, interval: step}",
      "{type: ExponentialLR, gamma: 0.7}",
      "[{type: LinearLR, steps: 3}, {type: CosineAnnealingLR, interval: step}]",
      "{type: ReduceLROnPlateau, patience: 0, monitor: val_loss}",
    ]) {
      const variant = planOf(scriptWith({ scheduler, training: "{epochs: 3, steps_per_epoch: 4}" })).variant(0);
      const own = previewCourse(variant, parts.scheduler, () => ({ val_loss: 1 }));
      const spread = courses(scheduler).flatMap(([group]) => {
        const lr = group?.lr ?? [];
        return typeof lr === "number" ? Array.from({ length: own.isPerStep ? 4 : 1 }, () => lr) : lr;
      });
      assert.deepEqual(spread, own.lr, scheduler);
    }
  });

  it("are one number where they stay the same, one for each group, with momentum where the file has it", () => {
    assert.deepEqual(
      courses("null"),
      Array.from({ length: 3 }, () => [{ lr: 0.1 }]),
    );
    assert.deepEqual(courses("null", "{lr: 0.1, betas: [0.8, 0.9], groups: [{name: head, lr: 1}]}")[0], [
      { lr: 0.1, momentum: 0.8 },
      { lr: 1, momentum: 0.8 },
    ]);
    const [first] = courses("{type: OneCycleLR, max_lr: 0.4}", "{lr: 0.1, momentum: 0.9}");
    assert.lengthOf(first?.[0]?.lr as number[], 4);
    assert.lengthOf(first?.[0]?.momentum as number[], 4);
    const [mixed] = courses("[{type: ConstantLR, factor: 1, epochs: 1}, {type: CosineAnnealingLR, interval: step}]");
    assert.deepEqual(mixed, [{ lr: 0.1 }]);
  });
});

describe("A command", () => {
  const launch = (script: string) => {
    const plan = planOf(scriptWith({ script, optimizer: "{lr: 0.1, betas: [0.9, 0.99]}" }));
    const config = scriptRun(plan.variant(0).config);
    if (plan.trainer.kind !== "script") throw new Error("no program");
    return { config, program: plan.trainer, seed: 7, run: "r1", directory: "/runs/r1", workingFolder: "/home" };
  };

  it("has a run's values in the place of what stands for them", () => {
    const script =
      '{command: [./train, "--lr={optimizer.lr}", "{optimizer.betas}", "{parameters.a}-{seed}", "{run}", "{directory}/x", "{epochs}", "{}", "{A}"], files: [train.py], parameters: {a: b}}';
    assert.deepEqual(commandOf(launch(script)), [
      "./train",
      "--lr=0.1",
      "[0.9,0.99]",
      "b-7",
      "r1",
      "/runs/r1/x",
      "30",
      "{}",
      "{A}",
    ]);
    assert.strictEqual(filledIn("{optimizer.none}", launch(script)), "{optimizer.none}");
  });

  it("runs under the Python that is given", () => {
    const of = (command: string) =>
      commandOf(launch(`{command: ${command}, files: [train.py], python: venv/bin/python}`));
    assert.deepEqual(of("[python3, train.py]"), [join("/home", "venv/bin/python"), "train.py"]);
    assert.deepEqual(of("[train.py, -v]"), [join("/home", "venv/bin/python"), "train.py", "-v"]);
    assert.deepEqual(of("[torchrun, train.py]"), ["torchrun", "train.py"]);
  });
});

describe("The last lines of a log", () => {
  it("are fit to be shown", () => {
    const log = "old\n\u001b[31mred\u001b[0m\r\n10 %\r50 %\r100 %\n\n\u0000\u0001bin\u00ff\n";
    assert.strictEqual(lastLines(Buffer.from(log, "latin1")), "old\nred\n100 %\n·bin·");
    assert.strictEqual(lastLines(Buffer.from("x".repeat(5000))).length, 301);
    assert.lengthOf(lastLines(Buffer.from("a\n".repeat(99))).split("\n"), 10);
  });
});

describe("A log", () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is kept whole, or at its beginning and its end", () => {
    let number = 0;
    mkdirSync(folder, { recursive: true });
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.integer({ min: 1, max: 30 }), (chunks, most) => {
        const log = new CappedLog(join(folder, `${number++}.log`), most);
        for (const chunk of chunks) log.write(Buffer.from(chunk));
        log.close();
        const all = Buffer.concat(chunks);
        if (all.length === 0) return;
        const left = all.length - 2 * most;
        const whole =
          left > 0
            ? `${all.toString("latin1", 0, most)}\n[lrsweep left out ${left} bytes here]\n${all.toString("latin1", all.length - most)}`
            : all.toString("latin1");
        assert.strictEqual(readFileSync(log.path, "latin1"), whole);
      }),
    );
  });
});
