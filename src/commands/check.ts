import type { DatasetPart } from "../contracts/dataset.ts";
import type { Plan } from "../contracts/plan.ts";
import { explainRun } from "../engine/explain.ts";
import { readingIn } from "../execution/files.ts";
import { parts } from "../parts.ts";
import { type LoadOptions, loadPlans } from "./experiments.ts";

export interface CheckOptions extends LoadOptions {
  /** Shows what the first variant compiles to. */
  readonly explain: boolean;
}

/** Says that the experiments are good, or throws BadInput. Runs nothing. */
export function check(files: readonly string[], options: CheckOptions): void {
  for (const plan of loadPlans(files, options)) {
    const { name, variants, seeds } = plan;
    const runs = variants * seeds.length;
    console.log(`${name}: ok, ${runs} ${runs === 1 ? "run" : "runs"} (variants: ${variants}, seeds: ${seeds.length})`);
    if (options.explain) console.log(`\n${explanation(plan)}\n`);
  }
}

function explanation(plan: Plan): string {
  const { config, cells } = plan.variant(0);
  const { shape } = (parts.data[config.data.type] as DatasetPart).open(config.data, readingIn(plan.directory));
  const values = plan.heads.map((head, column) => `${head} = ${cells[column] ?? "none"}`);
  const which = values.length > 0 ? [`variant  ${values.join(", ")}`] : [];
  return [...which, explainRun(config, shape, parts), ...others(plan)].join("\n");
}

/** What compiles otherwise than the first variant. */
function others({ variants, variant }: Plan): readonly string[] {
  const programs = new Set<string>();
  for (let index = 0; index < variants; index++) {
    const { data, model, loss, training } = variant(index).config;
    programs.add(JSON.stringify([data, model, loss, training.batch_size]));
  }
  if (programs.size === 1) return [];
  const count = `${programs.size} combinations of data, model, loss and batch size`;
  return ["", `The grid has ${count}; this is the first. --set path=value shows another.`];
}
