import { InputError } from "../command-line/input-error.ts";
import { isMetricColumn } from "../contracts/metric.ts";
import { Misfit } from "../contracts/part.ts";
import { readingIn } from "../execution/files.ts";
import { numberIn } from "../formats/decimal.ts";
import { readTable } from "../formats/table.ts";
import { compileFormula } from "../formula/formula.ts";
import { renderPlaceless } from "../issues/render.ts";
import { oneOf } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ownValue } from "../numbers/own.ts";
import { hasVanished } from "../numbers/vanished.ts";

/** Values that a preview uses in place of a trained metric. */
export interface AssumedMetric {
  /** "the constant 1", for output. */
  readonly description: string;
  /** @param epoch from 0. Throws InputError if the file has fewer rows than the run has epochs. */
  at(epoch: number): number;
}

const WHAT = "a number, a formula of epoch such as 1/(epoch+1), or FILE.csv:COLUMN";

/** Reads --metric: a number, a formula of `epoch`, or FILE.csv:COLUMN. Throws InputError. */
export function readMetric(text: string): AssumedMetric {
  const column = /^(.+\.csv):(.+)$/i.exec(text);
  if (isMetricColumn(text)) throw new InputError(`--metric: nothing is trained, so there is no ${text}\n  ${WHAT}`);
  if (/\.csv$/i.test(text)) throw new InputError(`--metric: ${text}: which column?\n  write ${text}:COLUMN`);
  try {
    return column ? ofColumn(itemAt(column, 1), itemAt(column, 2)) : ofFormula(text);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    throw new InputError(`--metric: ${renderPlaceless(error.issue)}`);
  }
}

function ofFormula(text: string): AssumedMetric {
  const formula = compileFormula(text, ["epoch"]);
  const isConstant = text.trim() !== "" && !Number.isNaN(Number(text));
  return { description: isConstant ? `the constant ${text.trim()}` : `the formula ${text}`, at: formula };
}

/** The path comes from the command line, so it is not relative to an experiment. */
function read(file: string): Uint8Array {
  try {
    return readingIn(".")(file);
  } catch (error) {
    throw error instanceof Misfit ? new Misfit(undefined, error.message) : error;
  }
}

const SPECIAL: Readonly<Record<string, number>> = { NaN, Infinity, "-Infinity": -Infinity };

function ofColumn(file: string, column: string): AssumedMetric {
  const { names, rows, placeOf } = readTable(read(file), file, { wanted: [column], keepsBlankRows: true });
  const index = names.indexOf(column);
  if (index === -1) {
    const remedy = oneOf(column, names);
    throw new Misfit(undefined, `${file} has no column '${column}'`, remedy);
  }
  const isComma = rows.some((cells) => itemAt(cells, index).includes(","));
  const values = rows.map((cells, row) => {
    const cell = itemAt(cells, index);
    const special = ownValue(SPECIAL, cell);
    if (special !== undefined) return special;
    const value = numberIn(cell, isComma ? "," : ".");
    if (Number.isFinite(value) && !(value === 0 && hasVanished(cell))) return value;
    throw new Misfit(undefined, `${placeOf(row)}: ${column} must be a number, found '${cell}'`);
  });
  return {
    description: `column ${column} of ${file}`,
    at(epoch) {
      const value = values[epoch];
      if (value !== undefined) return value;
      throw new InputError(
        `--metric: ${file} has ${values.length} rows, but a run has more epochs\n  the file needs a row for each epoch`,
      );
    },
  };
}
