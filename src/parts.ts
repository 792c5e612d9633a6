import type { Registry } from "./contracts/registry.ts";
import * as data from "./datasets/index.ts";
import * as distribution from "./distributions/index.ts";
import * as layer from "./layers/index.ts";
import * as loss from "./losses/index.ts";
import * as metric from "./metrics/index.ts";
import * as optimizers from "./optimizers/index.ts";
import * as prune from "./pruners/index.ts";
import * as scheduler from "./schedulers/index.ts";
import * as search from "./searches/index.ts";
import * as transforms from "./transforms/index.ts";

/** All parts, as their folders list them. */
export const parts: Registry = {
  data,
  layer,
  loss,
  metric,
  optimizer: { ...optimizers, ...transforms },
  scheduler,
  search,
  prune,
  distribution,
};
