import type { ScriptFacts } from "./script-text.ts";

/** A line of a script that changes, and what it becomes. */
interface LineToChange {
  /** From 1; undefined: no such line was found. */
  readonly number: number | undefined;
  readonly found: string;
  readonly change: string;
}

/** A line where a pattern was found, with what its first group matched. */
interface FoundLine {
  readonly number: number;
  readonly found: string;
  readonly name: string;
}

const IMPORT = /^(?:import|from)\s+(?!__future__)(\w)/;
const OPTIMIZER = /^\s*([\w.]+)\s*=\s*(?:\w+\.)*(?:SGD|Ada\w+|RMSprop|[NR]Adam|Lion|Muon)\(/;
const SCHEDULER =
  /^\s*([\w.]+)\s*=\s*(?:\w+\.)*(?:\w*LR|ReduceLROnPlateau|CosineAnnealingWarmRestarts|get_\w*schedule\w*)\(/;
const SEED = /^\s*((?:\w+\.)*(?:manual_seed(?:_all)?|random\.seed|seed_everything|set_seed))\(/;
const LOOPS = [/^\s*for\s+(epoch\w*)\s+in\s/, /^\s*for\s+(\w+)\s+in\s.*epochs/i];

/** The lines of a Python script that change to follow a sweep. */
export function linesToChange(script: string, facts: ScriptFacts): readonly LineToChange[] {
  const lines = codeOf(script.split(/\r?\n/));
  const all = (pattern: RegExp): readonly FoundLine[] =>
    lines.flatMap((line, index) => {
      const name = pattern.exec(line)?.[1];
      return name === undefined ? [] : [{ number: index + 1, found: line.trim(), name }];
    });
  const [optimizer] = all(OPTIMIZER);
  const changes = [
    startOf(all(IMPORT)[0], facts),
    ...seedsOf(all(SEED)),
    ...schedulersOf(all(SCHEDULER), optimizer, facts),
    loopOf(LOOPS.flatMap(all)[0]),
  ];
  const placed = changes.filter(({ number }) => number !== undefined);
  const log = "at the end of each epoch: run.log(train_loss=…, val_loss=…)";
  return [
    ...placed.toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0)),
    ...changes.filter(({ number }) => number === undefined),
    { number: undefined, found: "", change: log },
  ];
}

/** Lines without those of the text that a module begins with, which may read like code. */
function codeOf(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => line.trim() !== "" && !line.startsWith("#"));
  const quotes = /^[rRuU]?("""|''')/.exec(lines[start] ?? "")?.[1];
  if (quotes === undefined) return lines;
  const isOneLine = (lines[start] ?? "").split(quotes).length > 2;
  const end = isOneLine ? start : lines.findIndex((line, index) => index > start && line.includes(quotes));
  return lines.map((line, index) => (index >= start && index <= end ? "" : line));
}

/** A change at a line, or in words where there is none. */
const changed = (line: FoundLine | undefined, change: string, where: string): LineToChange => ({
  number: line?.number,
  found: line?.found ?? "",
  change: line === undefined ? `${where}: ${change}` : change,
});

/** With the epochs of the script, so that it trains as long as before when it is started by hand. */
function startOf(line: FoundLine | undefined, { lr, momentum, epochs }: ScriptFacts): LineToChange {
  const values = [`lr=${lr}`, ...(momentum === undefined ? [] : [`momentum=${momentum}`]), `epochs=${epochs}`].join(
    ", ",
  );
  const start = `import lrsweep; run = lrsweep.start(${values})`;
  return changed(line, line === undefined ? start : `add before it: ${start}`, "at the beginning");
}

/** A seed of the script's own would be that of every run. */
function seedsOf([first, ...others]: readonly FoundLine[]): readonly LineToChange[] {
  const removed = others.map((line) => changed(line, "remove it: run.seed_everything() seeds this, too", ""));
  return [changed(first, "run.seed_everything()", "after the imports"), ...removed];
}

/** The sweep's scheduler takes the place of the script's own. Where that is made of several, the last one is whole. */
function schedulersOf(
  own: readonly FoundLine[],
  optimizer: FoundLine | undefined,
  { momentum }: ScriptFacts,
): readonly LineToChange[] {
  const made = `run.scheduler(${optimizer?.name ?? "optimizer"})`;
  const given = momentum === undefined ? "lr=run.lr" : "lr=run.lr, momentum=run.momentum";
  const whole = own.at(-1);
  const added = whole === undefined ? `; add after it: scheduler = ${made}` : "";
  const parts = own.slice(0, -1).map((line) => changed(line, "remove it", ""));
  return [
    changed(optimizer, `${given}${added}`, "where the optimizer is made"),
    ...parts,
    ...(whole === undefined ? [] : [changed(whole, `${whole.name} = ${made}`, "")]),
  ];
}

function loopOf(line: FoundLine | undefined): LineToChange {
  const start = /range\(\s*([A-Za-z_][\w.]*)\s*,/.exec(line?.found ?? "")?.[1];
  const epochs = `run.epochs(${start === undefined ? "" : `start=${start}`})`;
  return changed(line, `for ${line?.name ?? "epoch"} in ${epochs}:`, "the loop over epochs");
}
