import { h } from "./element.ts";

/** A part of the page under its heading. */
export function section(title: string, id: string, ...children: readonly (Node | string | null)[]): HTMLElement {
  return h("section", { id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), ...children);
}

/** A row of controls. */
export const controls = (...children: readonly (Node | null)[]) => h("div", { class: "controls" }, ...children);
