/**
 * OpenBLAS's name for the best kernels that a processor of these flags runs; undefined where OpenBLAS knows by itself, or the
 * flags are unknown.
 */
export function coreType(flags: ReadonlySet<string>): string | undefined {
  const has = (...names: readonly string[]) => names.every((name) => flags.has(name));
  if (has("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl")) return "SKYLAKEX";
  if (has("avx2", "fma")) return "HASWELL";
  return undefined;
}
