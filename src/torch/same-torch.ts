import type { Executor } from "../execution/executor.ts";
import type { TorchBasis } from "../experiment/trained-by.ts";
import { openTorch } from "./executor.ts";
import { findTorch } from "./find.ts";

/** Opens an executor of that very PyTorch; or says what Python here has instead. */
export function openSameTorch(
  basis: TorchBasis,
  options: Omit<Parameters<typeof openTorch>[0], "basis">,
): Executor | string {
  const found = findTorch(basis.device);
  if (!("basis" in found)) return `${found.message}: ${found.remedy}`;
  const { torch } = found.basis;
  if (torch !== basis.torch) return `Python here has ${torch}: install that version, or set LRSWEEP_PYTHON`;
  return openTorch({ ...options, basis });
}
