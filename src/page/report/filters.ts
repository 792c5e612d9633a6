import type { View } from "../../charts/view.ts";
import { axisValues } from "../../report/data.ts";
import { cellText } from "../../report/label.ts";
import { choice, h } from "./element.ts";

const ALL = "all";

/** An axis with more values gets no menu. */
const MAX_OPTIONS = 200;

/** A menu for each axis. A choice applies to all parts of the page. */
export function filters(view: View): HTMLElement | null {
  const menus = view.data.heads.flatMap((head, column) => {
    const values = axisValues(view.data, column);
    if (values.length < 2 || values.length > MAX_OPTIONS) return [];
    const options = [[ALL, ALL] as const, ...values.map((value, i) => [String(i), cellText(value) || "—"] as const)];
    return [
      choice(head, options, ALL, (chosen) => view.filter(column, chosen === ALL ? undefined : values[Number(chosen)])),
    ];
  });
  if (menus.length === 0) return null;
  return h("nav", { class: "filters", "aria-label": "Variants to show" }, h("span", {}, "Show"), ...menus);
}
