import { directionOfColumn } from "../contracts/direction-of-column.ts";
import type { ImportedColumns } from "../contracts/imported.ts";
import { METRIC_NAME } from "../schema/script.ts";

/** A metric as a user names it: `val_loss`, `f1:max`, `val_loss=Val Loss:min`. */
export interface NamedMetric {
  readonly name: string;
  /** The file's column. */
  readonly column: string;
  readonly direction: "min" | "max";
}

/** Reads `[name=]column[:min|max]`; undefined where the name cannot name a metric. */
export function namedMetric(text: string): NamedMetric | undefined {
  const [, name, column = "", direction] = /^(?:([^=]*)=)?(.*?)(?::(min|max))?$/s.exec(text) ?? [];
  const own = (name ?? column).trim();
  if (!new RegExp(METRIC_NAME).test(own)) return undefined;
  const usual = directionOfColumn(own) ?? "min";
  return { name: own, column: column.trim(), direction: (direction as "min" | "max" | undefined) ?? usual };
}

/** The metrics' own names and the columns that have others. */
export function columnsOf(metrics: readonly NamedMetric[]): ImportedColumns["metrics"] {
  return Object.fromEntries(metrics.map(({ name, column }) => [name, column]));
}
