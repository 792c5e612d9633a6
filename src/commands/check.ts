import { defineCommand } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { flag } from "../command-line/parameters.ts";
import type { DatasetPart } from "../contracts/dataset.ts";
import type { Registry } from "../contracts/registry.ts";
import { explainRun } from "../engine/explain.ts";
import { readingIn } from "../execution/files.ts";
import { knownVariants, type OwnPlan, type Plan } from "../experiment/plan.ts";
import { loadPlans, requireOwn } from "../loading/load-experiments.ts";
import { repeatsOf } from "../replicates/counts.ts";
import { pooled } from "../replicates/pool.ts";
import { flowText } from "../source/flow.ts";
import { parseSource } from "../source/source.ts";
import { lookUp } from "../source/tree.ts";
import { runsText } from "../tables/table.ts";
import { experimentArguments, experimentOptions, outputOption, seedsOption, withSeeds } from "./options.ts";

export const check = defineCommand({
  name: "check",
  group: "Start",
  summary: "validate experiments without training",
  details: "It validates every run of every experiment and shows all errors at once.",
  arguments: experimentArguments,
  options: {
    ...experimentOptions,
    ...seedsOption,
    ...outputOption,
    explain: flag("show what the first variant compiles to: shapes, parameters, memory and operations"),
  },
  examples: [
    { words: [], does: "Check every file in experiments/." },
    {
      words: ["experiments/decay-strategies.yaml", "--explain"],
      does: "Show layer shapes, parameters and memory, too.",
    },
  ],
  run({ files, explain, set, seeds, ...loading }, { parts }) {
    for (const plan of loadPlans(files, { ...loading, parts, set: withSeeds(set, seeds) })) {
      const { name, findings = [] } = plan;
      const compared = pooled(plan);
      const counts = [{ of: "variant", count: compared.variants }, ...repeatsOf(compared)];
      const told = counts.map(({ of, count }) => `${of}s: ${count}`).join(", ");
      console.log(`${name}: ok, ${runsText(plan)} (${told}${moreSeedsText(plan)})`);
      const hint = baselineHint(compared);
      if (hint !== undefined) console.log(hint);
      for (const finding of findings) console.log(`  ${finding}`);
      if (explain) console.log(`\n${explanation(requireOwn(plan, "--explain"), parts)}\n`);
    }
    return exitCode.ok;
  },
});

/** ` to 40`, ` and 10 fresh ones to confirm`: what follows from results. */
function moreSeedsText({ seeds, adaptive }: Plan): string {
  const { pool = seeds, fresh = [] } = adaptive?.seeding ?? {};
  const most = pool.length > seeds.length ? ` to ${pool.length}` : "";
  return `${most}${fresh.length > 0 ? ` and ${fresh.length} fresh ones to confirm` : ""}`;
}

/** How to name a baseline, where there are variants and none to test them against. */
function baselineHint({ name, heads, variants, variant, baselineOf, text }: Plan): string | undefined {
  const isTested = Array.from({ length: variants }, (_, i) => i).some((index) => baselineOf(index) !== undefined);
  const [cell] = variant(0).cells;
  // The first point of a search is drawn, and nothing to compare with.
  const isSearch = lookUp(parseSource(text).root, ["search"]) !== undefined;
  if (isTested || variants === 1 || isSearch || cell === null || cell === undefined) return undefined;
  const example = `baseline: {${heads[0]}: ${typeof cell === "string" ? flowText(cell) : cell}}`;
  return `${name}: no baseline, so variants are ranked but not compared. Name one, for example ${example}`;
}

function explanation(plan: OwnPlan, parts: Registry): string {
  const { config, cells } = plan.variant(0);
  const { shape } = (parts.data[config.data.type] as DatasetPart).open(config.data, readingIn(plan.directory));
  const values = plan.heads.map((head, column) => `${head} = ${cells[column] ?? "none"}`);
  const which = values.length > 0 ? [`variant  ${values.join(", ")}`] : [];
  return [...which, explainRun(config, shape, parts), ...others(plan)].join("\n");
}

/** A note if other variants compile to something else. */
function others(plan: OwnPlan): readonly string[] {
  const programs = new Set<string>();
  for (let index = 0; index < knownVariants(plan); index++) {
    const { data, model, loss, training } = plan.variant(index).config;
    programs.add(JSON.stringify([data, model, loss, training.batch_size]));
  }
  if (programs.size === 1) return [];
  const count = `${programs.size} combinations of data, model, loss and batch size`;
  return ["", `The grid has ${count}; this is the first. Use --set path=value to see another.`];
}
