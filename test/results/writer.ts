// Writes results without end, for a test to kill: node writer.js FOLDER
import { openStore } from "../../src/results/store.ts";
import { planOf, provenance, resultOf } from "./fixtures.ts";

const folder = process.argv[2] as string;
const plan = planOf({ seeds: Array.from({ length: 50 }, (_, seed) => seed) });
const losses = Array.from({ length: 400 }, (_, i) => 1 / (i + 1));
process.send?.("started");
for (;;) {
  const store = await openStore(folder, plan);
  for (let run = 0; run < plan.variants * plan.seeds.length; run++) await store.append(resultOf(plan, losses));
  await store.finish(provenance);
  process.send?.("finished");
}
