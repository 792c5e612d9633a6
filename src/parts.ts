import type { ChainPart } from "./contracts/chain.ts";
import type { DistributionPart } from "./contracts/distribution.ts";
import type { Registry } from "./contracts/registry.ts";
import type { SchedulerPart } from "./contracts/scheduler.ts";
import * as data from "./datasets/index.ts";
import * as distribution from "./distributions/index.ts";
import * as layer from "./layers/index.ts";
import * as loss from "./losses/index.ts";
import * as metric from "./metrics/index.ts";
import { ownKeyed } from "./numbers/own.ts";
import * as optimizers from "./optimizers/index.ts";
import * as prune from "./pruners/index.ts";
import * as scheduler from "./schedulers/index.ts";
import * as search from "./searches/index.ts";
import * as transforms from "./transforms/index.ts";

/** All parts, as their folders list them. */
export const parts: Registry = {
  data: ownKeyed(data),
  layer: ownKeyed(layer),
  loss: ownKeyed(loss),
  metric: ownKeyed(metric),
  optimizer: ownKeyed<ChainPart>(optimizers, transforms),
  scheduler: ownKeyed<SchedulerPart>(scheduler),
  search: ownKeyed(search),
  prune: ownKeyed(prune),
  distribution: ownKeyed<DistributionPart>(distribution),
};
