import type { View } from "../../charts/view.ts";
import type { Cell } from "../../experiment/plan.ts";
import { axisValues } from "../../report/data.ts";

/** Where colours follow each variant by itself. */
const EACH = "variant";

/**
 * What the reader has chosen, kept behind the # of the page's address: a copied link shows the same, and so does a reload.
 * Whatever is as it was at first is left out. What makes no sense on this page is ignored.
 */
export class PageAddress {
  readonly #params = new URLSearchParams(location.hash.slice(1));

  constructor() {
    // Another address typed over this one, or a link from elsewhere to a page that is open already.
    addEventListener("hashchange", () => location.reload());
  }

  get(key: string): string | undefined {
    return this.#params.get(key) ?? undefined;
  }

  /** @param value undefined: as at first */
  set(key: string, value: string | undefined): void {
    if (value === (this.#params.get(key) ?? undefined)) return;
    if (value === undefined) this.#params.delete(key);
    else this.#params.set(key, value);
    const text = this.#params.toString();
    history.replaceState(null, "", text === "" ? location.pathname + location.search : `#${text}`);
  }
}

/** Shows what the address says of filters, colours and lines, and keeps it there from now on. */
export function followAddress(view: View, address: PageAddress): void {
  const { heads, variants } = view.data;
  for (const column of view.varyingColumns) {
    const chosen = listIn(address.get(`show ${heads[column]}`));
    const known = chosen && axisValues(view.data, column).filter((value) => chosen.includes(value));
    if (known !== undefined) view.filter(column, new Set<Cell>(known));
  }
  const colour = address.get("colour");
  const column = heads.indexOf(colour ?? "");
  if (colour === EACH || view.varyingColumns.includes(column)) view.colourBy(column === -1 ? undefined : column);
  const lines = listIn(address.get("lines"));
  if (lines !== undefined) view.draw(lines.map((line) => Number(line) - 1).filter((line) => line in variants));
  const first = view.firstColours;
  view.onChange(() => {
    for (const column of view.varyingColumns) {
      const chosen = view.filterOf(column);
      address.set(`show ${heads[column]}`, chosen && JSON.stringify([...chosen]));
    }
    const { column } = view.colouring;
    address.set("colour", column === first ? undefined : column === undefined ? EACH : heads[column]);
    // By their places in the ranking, from 1.
    address.set("lines", view.drawsBest ? undefined : JSON.stringify(view.drawn.map((variant) => variant + 1)));
  });
}

function listIn(text: string | undefined): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(text ?? "");
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}
