/**
 * The item at an index that is known to exist. Not for loops over numbers: one function that sees every kind of array is
 * compiled for all of them, and there `values[i] as number` takes an eighth of the time.
 * @throws RangeError if there is none, so that a wrong index is found where it is used
 */
export function itemAt<T>(items: ArrayLike<T> & object, index: number): T {
  const item = items[index];
  // An array may hold undefined.
  if (item === undefined && !(index in items)) throw new RangeError(`no item ${index} among ${items.length}`);
  return item as T;
}
