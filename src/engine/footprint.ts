import type { RunConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Footprint } from "../experiment/memory.ts";
import { Arena } from "../tape/arena.ts";
import { compile } from "./compile.ts";
import { placeData } from "./data.ts";
import { compileLanes } from "./lane-program.ts";
import { laneKey, MOST_LANES } from "./lanes.ts";
import type { Site } from "./workspace.ts";

/**
 * What a run of these parts takes of memory, with as many beside it as there may be: compiles it, and allocates nothing.
 * Throws Misfit where parts do not fit.
 */
export function footprintOf(config: RunConfig, shape: DataShape, cyclesMomentum: boolean, parts: Registry): Footprint {
  const arena = new Arena(0);
  const data = placeData(arena, shape);
  const site = { parts, data, shape, base: arena.end, cyclesMomentum };
  return laneKey(config, shape, parts) === undefined ? alone(config, site) : sideBySide(config, site);
}

function alone(config: RunConfig, site: Site): Footprint {
  const { end, parameters, buffers, training } = compile(config, site);
  return shares(end, site.base, (2 * parameters.floats + buffers.floats) * 4, training.state);
}

function sideBySide(config: RunConfig, site: Site): Footprint {
  const { end, values, lanes, state } = compileLanes(Array<RunConfig>(MOST_LANES).fill(config), site);
  return shares(end, site.base, 2 * values * lanes * 4, state);
}

function shares(
  total: number,
  data: number,
  parameters: number,
  { from, end }: { readonly from: number; readonly end: number },
): Footprint {
  const state = end - from;
  return { total, data, parameters, state, batch: total - data - parameters - state };
}
