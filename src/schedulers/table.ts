import Type from "typebox";
import { defineClosedForm } from "../contracts/define-scheduler.ts";
import { Misfit } from "../contracts/part.ts";
import { perGroup } from "../contracts/per-group.ts";
import type { TorchArgument } from "../contracts/torch.ts";
import { numberIn } from "../formats/decimal.ts";
import { columnAt, readTable, type Table } from "../formats/table.ts";
import { shortened } from "../formats/text.ts";
import { listed, nearest } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import { hasVanished } from "../numbers/vanished.ts";
import { REPLACES } from "../schedule/base-rate.ts";
import { checkCovers, valueAt } from "./families/rate-function.ts";
import { lastTick } from "./families/unreached.ts";

const DEFAULT_COLUMN = "lr";

/** Where no column is named, one of that name must be there. */
function checkHasRates({ file, names, rows, format: { header } }: Table): void {
  if (names.includes(DEFAULT_COLUMN)) return;
  const message = `${file} has no column "${DEFAULT_COLUMN}"${header ? "" : ", and no header"}`;
  if (!header && names.length === 2 && rows.every(([ones]) => ones === "0"))
    throw new Misfit("path", `${message}: 0,${rows[0]?.[1]} is read as two columns`, `add the line lr above the rates`);
  const near = nearest(DEFAULT_COLUMN, names) ?? (names.length === 1 ? names[0] : undefined);
  throw new Misfit("path", message, near === undefined ? `column: …, one of ${listed(names)}` : `column: ${near}`);
}

/** The rates in a column of a CSV file. */
function readRates(bytes: Uint8Array, path: string, column: string | undefined): number[] {
  const name = column ?? DEFAULT_COLUMN;
  const table = readTable(bytes, path, { wanted: [name], keepsBlankRows: true });
  if (column === undefined) checkHasRates(table);
  const at = columnAt(table, "column", name);
  // Rates are small: a comma that could group thousands is a decimal one.
  const isComma = table.rows.some((cells) => itemAt(cells, at).includes(","));
  return table.rows.map((cells, row) => {
    const cell = itemAt(cells, at);
    const rate = numberIn(cell, isComma ? "," : ".");
    const isRate = rate >= 0 && rate < Infinity && !(rate === 0 && hasVanished(cell));
    if (isRate) return rate;
    const problem = cell === "" ? "is empty" : `holds "${shortened(cell)}", not a rate`;
    throw new Misfit("path", `${table.placeOf(row)}: column "${name}" ${problem}`, "a number ≥ 0 in each row");
  });
}

/** Given rates, one for each tick, whatever produced them. They replace the optimizer's rate. */
export const table = defineClosedForm({
  description: "Takes the rate of each epoch from a list, or from a column of a CSV file.",
  source: "A list of rates, as torch.optim.lr_scheduler.LambdaLR would look them up.",
  use: {
    when: "The rates come from elsewhere: the log of another program, or a curve that you drew. They are reproduced exactly.",
    not: "A scheduler or a formula gives the same rates: a table does not adapt to another number of epochs, and it ignores optimizer.lr.",
  },
  params: Type.Object({
    rates: Type.Optional(
      perGroup(Type.Array(Type.Number({ minimum: 0 }), { minItems: 1 }), {
        description: "Rates of epochs 1, 2, 3, …, or a list of such lists, one for each param group.",
        ofLists: true,
        ...REPLACES,
      }),
    ),
    path: Type.Optional(
      Type.String({
        minLength: 1,
        description: "CSV file with one rate per row, instead of rates. The path is relative to the experiment file.",
      }),
    ),
    column: Type.Optional(Type.String({ description: "Column of the rates in the CSV file. Default: lr." })),
  }),
  torch(_, { rates }) {
    const lists = [rates].flat(1) as readonly TorchArgument[];
    const groups = Array.isArray(lists[0]) ? lists : [lists];
    return { callee: "RateTable", positional: groups, keywords: {}, carried: [PYTHON] };
  },
  settle({ rates, path, column }, readFile, window) {
    if (path === undefined) {
      if (column === undefined) return rates ? { rates } : {};
      throw new Misfit("column", "there is a column, but no path", "path: rates.csv");
    }
    if (rates) throw new Misfit("rates", "there are rates and a path", "one of them");
    const read = readRates(readFile(path), path, column);
    checkCovers(read, window, "path", path);
    return { rates: read };
  },
  unreached({ rates = [] }, start) {
    const lists = (Array.isArray(rates[0]) ? rates : [rates]) as readonly (readonly number[])[];
    const least = Math.min(...lists.map(({ length }) => length));
    const { window, unit } = start;
    if (least <= lastTick(start) + 1) return [];
    const taken =
      window === 1 ? `1 ${unit.replace(/s$/, "")} takes the first` : `${window} ${unit} take the first ${window}`;
    const message = `the table has ${least} rates, and ${taken} of them`;
    const remedy = `leave out the rest, or train for more ${unit}`;
    return ["rates", "path"].map((parameter) => ({ parameter, message, remedy }));
  },
  check({ rates }, window) {
    if (rates === undefined) throw new Misfit(undefined, "there are neither rates nor a path", "rates: [0.1, 0.05]");
    checkCovers(rates, window, "rates");
  },
  at: ({ rates = [] }, _, t) => valueAt(rates, t),
});

const PYTHON = `class RateTable(lr_scheduler.LRScheduler):
    """Takes the rate of each tick from a list: one list for all param groups, or one for each."""

    def __init__(self, optimizer, *lists):
        self.lists = lists if len(lists) > 1 else lists * len(optimizer.param_groups)
        super().__init__(optimizer)

    def get_lr(self):
        return [rates[min(self.last_epoch, len(rates) - 1)] for rates in self.lists]`;
