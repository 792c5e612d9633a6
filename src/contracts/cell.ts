/** A cell under an axis: a number as it is, a name as text, null where the axis does not apply. */
export type Cell = string | number | boolean | null;
