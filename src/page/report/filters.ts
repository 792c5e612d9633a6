import { colourColumns } from "../../charts/roles.ts";
import type { View } from "../../charts/view.ts";
import type { Cell } from "../../experiment/plan.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { axisValues } from "../../report/data.ts";
import { cellTexts } from "../../report/label.ts";
import { choice, h } from "./element.ts";

/** An axis with more values gets no menu. */
const MAX_OPTIONS = 200;

/** A menu for each axis, of as many values as the reader ticks, and one for the colours. They apply to all parts of the page. */
export function filters(view: View): HTMLElement | null {
  const menus = view.varyingColumns.flatMap((column) => {
    const values = axisValues(view.data, column);
    return values.length > MAX_OPTIONS ? [] : [menu(view, column, values)];
  });
  if (menus.length === 0) return null;
  return h(
    "nav",
    { class: "filters", "aria-label": "Variants to show" },
    h("span", {}, "Show"),
    ...menus,
    colours(view),
  );
}

/** Boxes of an axis's values, folded away beneath what is chosen. */
function menu(view: View, column: number, values: readonly Cell[]): HTMLElement {
  const head = itemAt(view.data.heads, column);
  const textOf = cellTexts(values);
  const wordOf = (value: Cell) => textOf(value) || "—";
  const summary = h("summary", {});
  const boxes = values.map((value) => {
    const box = h("input", { type: "checkbox", checked: true, onchange: () => apply() });
    return { value, box, label: h("label", { class: "choice" }, box, h("span", {}, wordOf(value))) };
  });
  const apply = () => {
    const chosen = boxes.filter(({ box }) => box.checked).map(({ value }) => value);
    view.filter(column, chosen.length === values.length ? undefined : new Set(chosen));
  };
  const set = (isOn: boolean) => {
    for (const { box } of boxes) box.checked = isOn;
    apply();
  };
  const show = () => {
    const chosen = view.filterOf(column);
    for (const { value, box } of boxes) box.checked = chosen?.has(value) ?? true;
    const passing = chosen && values.filter((one) => chosen.has(one)).map(wordOf);
    summary.textContent = `${head}: ${passing === undefined ? "all" : wordsOf(passing, values.length)}`;
  };
  view.onChange(show);
  show();
  const button = (text: string, isOn: boolean) => h("button", { type: "button", onclick: () => set(isOn) }, text);
  const list = h(
    "div",
    { class: "boxes" },
    button("All", true),
    button("None", false),
    ...boxes.map(({ label }) => label),
  );
  return h("details", { class: "menu", name: "filter" }, summary, list);
}

function wordsOf(chosen: readonly string[], all: number): string {
  if (chosen.length === 0) return "none";
  return chosen.length <= 2 ? chosen.join(", ") : `${chosen.length} of ${all}`;
}

/** What colours stand for: an axis, or each variant by itself. */
function colours(view: View): HTMLElement | null {
  const columns = colourColumns(view.data);
  if (columns.length < 2) return null;
  const options = columns.map((column) => [String(column), itemAt(view.data.heads, column)] as const);
  const chosen = String(view.colouring.column ?? "");
  return choice("Colour by", [...options, ["", "variant"] as const], chosen, (value) =>
    view.colourBy(value === "" ? undefined : Number(value)),
  );
}
