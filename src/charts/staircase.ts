/** Whether the values mostly stay as they are. */
export function isStaircase(values: readonly unknown[]): boolean {
  const same = values.filter((value, i) => value === values[i - 1]).length;
  return 2 * same > values.length;
}
