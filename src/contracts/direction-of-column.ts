/**
 * Whether small or large is good; a norm is neither. As in scikit-learn, a name tells: of an accuracy, a score and r2 large
 * values are good, of all else small ones. A metric's `better` must agree, which a test keeps.
 */
export function directionOfColumn(head: string): "min" | "max" | undefined {
  if (head === "grad_norm") return undefined;
  return /(?:_accuracy|_score|_r2)$/.test(head) ? "max" : "min";
}
