import type { Look } from "../../charts/palette.ts";
import type { View } from "../../charts/view.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { h, svg } from "./element.ts";

const AT_ONCE = 60;

/** A button for each variant that can be drawn. It shows or hides the line. */
export function legend(view: View): HTMLElement {
  const list = h("ul", { class: "legend", "aria-label": "Lines", tabindex: 0 });
  const search = h("input", {
    type: "search",
    placeholder: "Find a variant",
    "aria-label": "Find a variant",
    oninput: () => update(),
  });
  const note = h("p", { class: "note" });
  const update = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = view.drawable.filter((variant) => {
      const label = itemAt(view.labels, variant).toLowerCase();
      return words.every((word) => label.includes(word));
    });
    const first = found.slice(0, AT_ONCE);
    const also = found.slice(AT_ONCE).filter((variant) => view.isDrawn(variant));
    list.replaceChildren(...[...first, ...also].map((variant) => h("li", {}, entry(view, variant))));
    const hidden = found.length - first.length - also.length;
    note.textContent = hidden > 0 ? `${hidden} more variants. Search by name to find them.` : "";
  };
  view.onChange(update);
  update();
  const buttons = h(
    "div",
    { class: "controls" },
    h("button", { type: "button", onclick: () => view.drawBest() }, "Best"),
    h("button", { type: "button", onclick: () => view.draw(view.drawable.slice(0, AT_ONCE)) }, "All"),
    h("button", { type: "button", onclick: () => view.draw([]) }, "None"),
  );
  const hasMany = view.data.courses.of.length > 7;
  return h("div", { class: "legend-box" }, hasMany && search, buttons, list, note);
}

function entry(view: View, variant: number): HTMLElement {
  const isDrawn = view.isDrawn(variant);
  const label = itemAt(view.labels, variant);
  return h(
    "button",
    { type: "button", "aria-pressed": String(isDrawn), title: label, onclick: () => view.toggle(variant) },
    swatch(isDrawn ? view.lookOf(variant) : undefined),
    h("span", {}, label),
  );
}

/** A sample of the line: colour, dash and mark. */
function swatch(look: Look | undefined): Node {
  const picture = svg("svg", { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" });
  if (look === undefined) {
    picture.append(svg("line", { x1: 1, x2: 29, y1: 6, y2: 6, class: "hidden-line" }));
    return picture;
  }
  const { colour, dash, symbol } = look;
  const pattern = dash === "solid" ? undefined : dash.join(" ");
  const line = svg("line", {
    x1: 1,
    x2: 29,
    y1: 6,
    y2: 6,
    stroke: colour,
    "stroke-width": 2,
    "stroke-dasharray": pattern,
  });
  picture.append(line, markOf(symbol, colour));
  return picture;
}

function markOf(symbol: Look["symbol"], colour: string): Node {
  switch (symbol) {
    case "circle":
      return svg("circle", { cx: 15, cy: 6, r: 3.6, fill: colour });
    case "rect":
      return svg("rect", { x: 11.5, y: 2.5, width: 7, height: 7, fill: colour });
    case "triangle":
      return svg("path", { d: "M15 2 L19 9.5 L11 9.5 Z", fill: colour });
    case "diamond":
      return svg("path", { d: "M15 1.5 L19 6 L15 10.5 L11 6 Z", fill: colour });
    case "path://M0 0L10 0L5 8Z":
      return svg("path", { d: "M11 3 L19 3 L15 10.5 Z", fill: colour });
  }
}
