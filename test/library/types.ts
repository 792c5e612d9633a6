import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const TSC = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

/** What a user of the library writes. Lines marked as errors must be some. */
const USE = `
import { check, checkScheduler, curve, defineScheduler, readResults, schedule, sweep, Type } from "lrsweep";
import type { Checked, EpochRow, Results, SweepEvent } from "lrsweep";
import { start } from "lrsweep/adapter";
import * as schedulers from "lrsweep/schedulers";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const expectSame = <A, B>(..._: Same<A, B> extends true ? [] : [never]): void => undefined;

expectSame<ReturnType<typeof check>, Checked>();
const checked = check("name: mine");
if (checked.ok) expectSame<typeof checked.experiment.runs, number>();
// @ts-expect-error only a good experiment has one
else checked.experiment;

for await (const event of sweep("name: mine", { output: "results" })) {
  expectSame<typeof event, SweepEvent>();
  if (event.type === "finished") expectSame<typeof event.results, Results>();
}
expectSame<Awaited<ReturnType<typeof sweep>["results"]>, Results>();
// @ts-expect-error threads are counted
sweep("", { concurrency: "2" });
const [row] = readResults("results/mine").epochs;
expectSame<typeof row, EpochRow>();

const going = schedule({ type: "CosineAnnealingLR", T_max: 50 }, { lr: 0.1, epochs: 50 });
expectSame<typeof going.lr, number>();
expectSame<typeof going.rates.lr, readonly number[]>();
going.nextEpoch({ val_loss: 0.5 });
schedulers.schedule([{ type: "LinearLR", epochs: 5 }, "CosineAnnealingLR"], { lr: [0.1, 0.2], epochs: 50 });
// @ts-expect-error a run has a length
schedulers.schedule(null, { lr: 0.1 });
expectSame<(typeof schedulers.schedulerNames)[number], schedulers.SchedulerName>();
schedulers.schedule("MyOwnLR", { lr: 0.1, epochs: 50 });
// @ts-expect-error there is no such scheduler
const misspelt: schedulers.SchedulerName = "CosinAnnealingLR";
// @ts-expect-error a schedule has a type
schedulers.schedule({ T_max: 50 }, { lr: 0.1, epochs: 50 });

const run = start({ lr: 0.1, net: { layers: 2 }, name: "a", epochs: 3 });
expectSame<typeof run.lr, number>();
expectSame<typeof run.name, string>();
expectSame<typeof run.net.layers, number>();
for (const epoch of run.epochs({ start: 1 })) run.log({ train_loss: epoch + run.rate(0, { of: "momentum" }) });
// @ts-expect-error figures are numbers
run.log({ train_loss: "low" });

const HalfLifeLR = defineScheduler({
  description: "Halves the rate every half_life epochs.",
  source: "A test.",
  params: Type.Object({ half_life: Type.Number({ exclusiveMinimum: 0, description: "Epochs." }) }),
  next: ({ half_life }, { base, t }) => {
    expectSame<typeof half_life, number>();
    return base * 0.5 ** (t / half_life);
  },
});
expectSame<ReturnType<typeof checkScheduler>, readonly string[]>();
checkScheduler(HalfLifeLR, { examples: [{ half_life: 5 }] });
curve("HalfLifeLR", { lr: 1, epochs: 3, schedulers: { HalfLifeLR } });
`;

const CONFIGURATION = {
  compilerOptions: {
    module: "nodenext",
    target: "es2022",
    lib: ["es2023", "dom"],
    types: [],
    strict: true,
    noEmit: true,
    skipLibCheck: false,
  },
  include: ["use.mts"],
};

/** Compiles a user's program in a folder that has lrsweep installed. Gives the compiler's errors: "" for none. */
export function typeErrors(folder: string): string {
  writeFileSync(join(folder, "use.mts"), USE);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(CONFIGURATION));
  const { stdout, status } = spawnSync(process.execPath, [TSC, "--project", folder], { encoding: "utf8" });
  return status === 0 ? "" : stdout;
}
