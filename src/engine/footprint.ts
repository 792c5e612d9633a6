import type { RunConfig } from "../definition/config.ts";
import type { DataShape } from "../definition/dataset.ts";
import type { Footprint } from "../definition/memory.ts";
import { Arena } from "../tape/arena.ts";
import { compile } from "./compile.ts";
import { placeData } from "./data.ts";

/** What a run of these parts takes of memory: compiles it, and allocates nothing. Throws Misfit where parts do not fit. */
export function footprintOf(config: RunConfig, shape: DataShape): Footprint {
  const arena = new Arena(0);
  const placed = placeData(arena, shape);
  const data = arena.end;
  const { end, parameters, buffers, training } = compile(config, shape, placed, data, false);
  const own = {
    parameters: (2 * parameters.floats + buffers.floats) * 4,
    state: training.state.end - training.state.from,
  };
  return { total: end, data, ...own, batch: end - data - own.parameters - own.state };
}
