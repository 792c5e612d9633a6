import pLimit from "p-limit";

/**
 * Runs an asynchronous task for each item, at most `concurrency` at once, and yields the results in the items' order.
 * Items are taken from the iterable only as the window of `ahead` unfinished or unclaimed results allows, so a lazy
 * iterable of any length needs no more room than that.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  run: (item: Item) => Promise<Result>,
  { concurrency, ahead }: { concurrency: number; ahead: number },
): AsyncGenerator<Result> {
  const limit = pLimit(concurrency);
  const window: Promise<Result>[] = [];
  try {
    for (const item of items) {
      const result = limit(run, item);
      // A rejection is thrown where the result is claimed; until then it must not count as unhandled.
      result.catch(() => undefined);
      window.push(result);
      if (window.length >= ahead) yield await (window.shift() as Promise<Result>);
    }
    while (window.length > 0) yield await (window.shift() as Promise<Result>);
  } finally {
    limit.clearQueue();
  }
}
