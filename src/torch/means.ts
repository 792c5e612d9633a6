import type { TorchMeans } from "../experiment/torch-means.ts";
import { refusalOf } from "../export/refusal.ts";
import { findTorch } from "./find.ts";

/** PyTorch as a check needs it. */
export const torchMeans: TorchMeans = { find: findTorch, refuse: refusalOf };
