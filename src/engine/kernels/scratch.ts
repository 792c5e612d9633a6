// Memory that kernels work in within one operation, in front of the data. What it holds means nothing to the next one.

/** Where it begins. */
export function scratch(): usize {
  return (__heap_base + 15) & ~15;
}
