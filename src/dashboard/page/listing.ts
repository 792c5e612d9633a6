import { ownValue } from "../../numbers/own.ts";
import type { PageAddress } from "../../page/report/address.ts";
import { choice, h } from "../../page/report/element.ts";
import type { DashboardCard } from "../sweeps.ts";

/** What a stage is called. */
export const STAGES: Readonly<Record<DashboardCard["stage"], string>> = {
  new: "not started",
  starting: "starting",
  running: "running",
  done: "done",
  unmerged: "shard done",
  stopped: "stopped",
  died: "its process died",
};

const byName = (a: DashboardCard, b: DashboardCard) => (a.name < b.name ? -1 : 1);
/** Whatever has not finished is newer than all that has. */
const byEnd = (a: DashboardCard, b: DashboardCard) =>
  (b.finished ?? "9").localeCompare(a.finished ?? "9") || byName(a, b);
const bySize = (a: DashboardCard, b: DashboardCard) => b.total - a.total || byName(a, b);

/** Orders by the words that offer them. */
const ORDERS = { name: byName, "last finished": byEnd, "number of runs": bySize } as const;
const FIRST = "name";
const ALL = "all";

/** Which experiments are shown, and in which order. Kept in the page's address, so that a reload shows the same. */
export class Listing {
  readonly #address: PageAddress;
  /** What the reader chooses with. */
  readonly controls: HTMLElement;

  /** @param onChange called after each choice */
  constructor(address: PageAddress, onChange: () => void) {
    this.#address = address;
    const choose = (key: string, otherwise: string) => (value: string) => {
      this.#address.set(key, value === otherwise ? undefined : value);
      onChange();
    };
    const words = h("input", {
      type: "search",
      value: this.#words,
      placeholder: "Name, description or answer",
      oninput: () => choose("find", "")(words.value),
    });
    const stages = Object.entries(STAGES).map(([stage, text]) => [stage, text] as const);
    const orders = Object.keys(ORDERS).map((order) => [order, order] as const);
    this.controls = h(
      "div",
      { class: "listing", role: "search" },
      h("label", { class: "choice" }, h("span", {}, "Find"), words),
      choice("Show", [[ALL, ALL], ...stages], this.#stage, choose("stage", ALL)),
      choice("Sort by", orders, this.#order, choose("sort", FIRST)),
    );
  }

  get #words(): string {
    return this.#address.get("find") ?? "";
  }

  get #stage(): string {
    return this.#address.get("stage") ?? ALL;
  }

  get #order(): string {
    return this.#address.get("sort") ?? FIRST;
  }

  /** Those that are asked for, in the order that is asked for. All words have to be there, in any order and case. */
  chosen(experiments: readonly DashboardCard[]): readonly DashboardCard[] {
    const words = this.#words.toLowerCase().split(/\s+/);
    const isMeant = ({ name, description, best, stage }: DashboardCard) => {
      const text = `${name} ${description} ${best}`.toLowerCase();
      return (this.#stage === ALL || stage === this.#stage) && words.every((word) => text.includes(word));
    };
    const order = ownValue(ORDERS, this.#order) ?? ORDERS[FIRST];
    return experiments.filter(isMeant).sort(order);
  }
}
