import type { View } from "../../charts/view.ts";
import { toNumber } from "../../numbers/figure.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { figureText } from "../../report/figure-text.ts";
import { cellText, cellTexts } from "../../report/label.ts";
import type { PageAddress } from "./address.ts";
import { choice, h } from "./element.ts";
import { controls, section } from "./section.ts";
import { SortableTable, type TableColumn } from "./table.ts";

const ALL = "all";

/** All runs, searchable and sortable, with full error texts. */
export function runsTable(view: View, address: PageAddress): HTMLElement {
  const { data } = view;
  const { runs, total } = data;
  const table = new SortableTable("One row per run.", columnsOf(view), "runs");
  const statuses = [...new Set(runs.status)];
  let status: string = statuses.find((one) => one === address.get("status")) ?? ALL;
  const search = h("input", {
    type: "search",
    placeholder: "Search runs",
    "aria-label": "Search runs",
    oninput: () => {
      address.set("runs", search.value === "" ? undefined : search.value);
      show();
    },
  });
  search.value = address.get("runs") ?? "";
  const texts: (string | undefined)[] = [];
  const textOf = (run: number) => {
    texts[run] ??= searched(view, run);
    return texts[run];
  };
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isFound = (run: number) =>
      view.isShown(itemAt(runs.variant, run)) &&
      (status === ALL || runs.status[run] === status) &&
      words.every((word) => textOf(run).includes(word));
    table.show([...runs.id.keys()].filter(isFound));
  };
  view.onChange(show);
  show();
  const byStatus = choice(
    "Status",
    [ALL, ...statuses].map((name) => [name, name] as const),
    status,
    (chosen) => {
      status = chosen;
      address.set("status", status === ALL ? undefined : status);
      show();
    },
  );
  const cut =
    runs.id.length < total.runs ? `This page has ${runs.id.length} of ${total.runs} runs. All are in runs.csv.` : "";
  return section(
    "Runs",
    "runs",
    controls(search, statuses.length > 1 ? byStatus : null),
    table.element,
    cut === "" ? null : h("p", { class: "note" }, cut),
  );
}

function columnsOf({ data }: View): readonly TableColumn[] {
  const { heads, metrics, runs } = data;
  const variantOf = (run: number) => itemAt(data.variants, itemAt(runs.variant, run));
  const number = (head: string, values: readonly (number | null)[]): TableColumn => ({
    head,
    isNumeric: true,
    key: (run) => values[run] ?? Number.NaN,
    cell: (run) => String(values[run] ?? ""),
  });
  const figures = (head: string, columns: typeof runs.final) =>
    metrics.map(
      (metric, i): TableColumn => ({
        head: `${head} ${metric}`,
        isNumeric: true,
        key: (run) => toNumber(columns[i]?.[run]),
        cell: (run) => figureText(columns[i]?.[run], 6),
      }),
    );
  const text = (head: string, of: (run: number) => string): TableColumn => ({
    head,
    isNumeric: false,
    key: of,
    cell: of,
  });
  return [
    { ...text("run", (run) => itemAt(runs.id, run)), cell: (run) => h("code", {}, itemAt(runs.id, run)) },
    ...heads.map((head, column): TableColumn => {
      const cellOf = (run: number) => variantOf(run).cells[column] ?? null;
      const isNumeric = data.variants.every(({ cells }) => cells[column] === null || typeof cells[column] === "number");
      const key = (run: number) => {
        const cell = cellOf(run);
        return typeof cell === "number" ? cell : cellText(cell);
      };
      const textOf = cellTexts(data.variants.map(({ cells }) => cells[column] ?? null));
      return { head, isNumeric, key, cell: (run) => textOf(cellOf(run)) };
    }),
    ...data.draws.map((head, column): TableColumn => {
      const cellOf = (run: number) => runs.drawn[column]?.[run] ?? null;
      const isNumeric = runs.drawn[column]?.every((cell) => typeof cell !== "string") ?? false;
      const key = (run: number) => (isNumeric ? Number(cellOf(run) ?? Number.NaN) : cellText(cellOf(run)));
      return { head, isNumeric, key, cell: (run) => cellText(cellOf(run)) };
    }),
    number("seed", runs.seed),
    { ...text("status", (run) => itemAt(runs.status, run)), cell: (run) => statusCell(itemAt(runs.status, run)) },
    number("epochs", runs.epochs),
    ...figures("final", runs.final),
    ...figures("best", runs.best),
    number("best epoch", runs.bestEpoch),
    ...(Object.keys(runs.errors).length > 0
      ? [
          {
            ...text("error", (run) => runs.errors[run] ?? ""),
            cell: (run: number) => h("span", { class: "error" }, runs.errors[run] ?? ""),
          },
        ]
      : []),
  ];
}

const statusCell = (status: string) => h("span", { class: `status ${status === "ok" ? "" : "bad"}` }, status);

/** The text of a run that a search looks at. */
function searched({ data }: View, run: number): string {
  const { runs } = data;
  const cells = data.variants[itemAt(runs.variant, run)]?.cells ?? [];
  const texts = [
    runs.id[run],
    ...cells.map(cellText),
    ...runs.drawn.map((cells) => cellText(cells[run] ?? null)),
    `seed ${runs.seed[run]}`,
    runs.status[run],
    runs.errors[run] ?? "",
  ];
  return texts.join(" ").toLowerCase();
}
