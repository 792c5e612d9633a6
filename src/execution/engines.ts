import {
  type BlasEngine,
  describeEngine,
  type Engine,
  type Engines,
  engineOf,
  isSameEngine,
  ONLY_WASM,
} from "../contracts/engine.ts";
import { knownVariants, type Plan } from "../contracts/plan.ts";
import type { Registry } from "../contracts/registry.ts";
import { type Blas, openBlas } from "../engine/blas.ts";
import { largestProduct } from "../engine/wide.ts";
import { readEngines } from "../journal/engines.ts";

/** A run cannot be computed by what it asks for, or by what computed the others. The message says what to do. */
export class EngineUnavailable extends Error {}

/**
 * Multiplications of one product from which `auto` takes a BLAS: products are then four times as fast as by wasm. Below, a
 * sweep gains little, and would lose that its bits are the same on every machine.
 */
const WIDE = 1 << 20;

export interface EngineChoice {
  readonly plan: Plan;
  /** Of all its runs, each once. */
  readonly engines: readonly Engine[];
  /** For people: what `auto` took, and why; where there is something to tell. */
  readonly notices: readonly string[];
}

/**
 * Decides what computes a plan's runs, once for each results folder.
 * @param isFresh decides anew
 * Throws EngineUnavailable.
 */
export function chooseEngines(plan: Plan, folder: string, isFresh: boolean, parts: Registry): EngineChoice {
  const { asks, widest } = demandsOf(plan, parts);
  const kept = isFresh ? undefined : readEngines(folder);
  const notices: string[] = [];
  const auto = kept?.auto ?? (asks.has("auto") ? decide(widest, notices) : "wasm");
  const blas = kept?.blas ?? (asks.has("blas") ? demand(notices).engine : undefined);
  const chosen = plan.withEngines({ auto, blas });
  return { plan: chosen, engines: distinct(asks, chosen.engines), notices: [...new Set(notices)] };
}

/** Before training: throws EngineUnavailable where the BLAS that computed earlier runs is gone, or is another now. */
export function confirmEngines({ engines }: Pick<EngineChoice, "engines">): void {
  for (const engine of engines) if (engine !== "wasm") confirm(engine);
}

/** The plan for several machines: computed by wasm, which gives the same bits on all. Throws EngineUnavailable. */
export function onlyWasm(plan: Plan): EngineChoice {
  if (demandsOf(plan).asks.has("blas")) {
    const why = "engine: blas gives other bits on each machine, and these runs are spread over several";
    throw new EngineUnavailable(`${plan.name}: ${why}; write engine: wasm, or auto`);
  }
  return { plan: plan.withEngines(ONLY_WASM), engines: ["wasm"], notices: [] };
}

/** What a plan's runs are computed by, each engine once. */
export function enginesOf(plan: Plan): readonly Engine[] {
  return distinct(demandsOf(plan).asks, plan.engines);
}

type Word = "auto" | "wasm" | "blas";

/**
 * What the runs known so far ask for, and the largest product of those that leave it open.
 * @param parts to measure products with; without them none is measured
 */
function demandsOf(plan: Plan, parts?: Registry): { readonly asks: ReadonlySet<Word>; readonly widest: number } {
  const asks = new Set<Word>();
  const seen = new Set<string>();
  let widest = 0;
  for (let index = 0; index < knownVariants(plan); index++) {
    const { config, shape } = plan.variant(index);
    const { engine, batch_size } = config.training;
    asks.add(engine);
    if (engine !== "auto" || parts === undefined) continue;
    const key = JSON.stringify([config.model, shape, batch_size]);
    if (seen.has(key)) continue;
    seen.add(key);
    widest = Math.max(widest, largestProduct(config, shape, parts));
  }
  return { asks, widest };
}

function distinct(asks: ReadonlySet<Word>, engines: Engines): readonly Engine[] {
  const used = [...asks].flatMap((word) => engineOf(word, engines) ?? []);
  return used.filter((engine, place) => used.findIndex((other) => isSameEngine(engine, other)) === place);
}

function decide(widest: number, notices: string[]): Engine {
  if (widest < WIDE) return "wasm";
  const blas = openBlas();
  const why = `its largest matrix product takes ${(widest / 1e6).toFixed(1)} million multiplications`;
  if ("missing" in blas) {
    notices.push(`engine: auto takes wasm. ${why}, which a BLAS does sooner; but ${blas.missing}`);
    return "wasm";
  }
  notices.push(
    `engine: auto takes ${describeEngine(blas.engine)}: ${why}. ` +
      "Its bits are those of this machine; engine: wasm gives the same on every one",
  );
  tell(blas, notices);
  return blas.engine;
}

function demand(notices: string[]): Blas {
  const blas = openBlas();
  if ("missing" in blas) throw new EngineUnavailable(`training.engine is blas, but ${blas.missing}`);
  tell(blas, notices);
  return blas;
}

function tell({ notice }: Blas, notices: string[]): void {
  if (notice !== undefined) notices.push(notice);
}

function confirm(engine: BlasEngine): void {
  const blas = openBlas();
  if (!("missing" in blas) && isSameEngine(blas.engine, engine)) return;
  const now = "missing" in blas ? blas.missing : `here is ${describeEngine(blas.engine)}`;
  throw new EngineUnavailable(
    `earlier runs were computed by ${describeEngine(engine)}, but ${now}. ` +
      "Bring it back, or train all runs again by what there is: --fresh",
  );
}
