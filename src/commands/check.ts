import { type LoadOptions, loadPlans } from "./experiments.ts";

/** Says that the experiments are good, or throws BadInput. Runs nothing. */
export function check(files: readonly string[], options: LoadOptions): void {
  for (const { name, variants, seeds } of loadPlans(files, options)) {
    const runs = variants * seeds.length;
    console.log(`${name}: ok, ${runs} ${runs === 1 ? "run" : "runs"} (variants: ${variants}, seeds: ${seeds.length})`);
  }
}
