import type { Figures } from "../analysis/figures.ts";
import type { Plan, Policy } from "../experiment/plan.ts";

/** Selects the lines of a run that epochs.csv shows. @param lines see epochLines */
export function thin(lines: string, figures: Figures, { policy, objective }: Plan): string {
  if (policy.epochs === "all" || lines === "") return lines;
  const rows = lines.slice(0, -1).split("\n");
  const best = figures.metrics[objective.metric]?.best?.epoch;
  const kept = rows.filter((_, i) => isShown(policy.epochs, i + 1, rows.length, best));
  return kept.map((row) => `${row}\n`).join("");
}

/** A run without numbers has no best epoch, so its last one is used. */
function isShown(epochs: Policy["epochs"], epoch: number, last: number, best = last): boolean {
  switch (epochs) {
    case "all":
      return true;
    case "last":
      return epoch === last;
    case "best":
      return epoch === best;
    default:
      return epoch % epochs === 0 || epoch === last;
  }
}

/** Number of rows shown for a number of epochs. */
export function rowsShown(epochs: Policy["epochs"], count: number): number {
  if (epochs === "all") return count;
  return typeof epochs === "number" ? Math.ceil(count / epochs) : 1;
}
