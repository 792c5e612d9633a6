import type { ChartChoice, ReportChart } from "../../charts/chart.ts";
import type { View } from "../../charts/view.ts";
import type { PageAddress } from "./address.ts";
import { ChartPlace } from "./chart-place.ts";
import { choice, h, tick } from "./element.ts";
import { legend } from "./legend.ts";
import { controls, section } from "./section.ts";

/** A chart under its heading, with what the reader can choose of it; null where there is nothing to draw. */
export function chartSection(view: View, chart: ReportChart, address: PageAddress): HTMLElement | null {
  const start = chart.start(view);
  if (start === undefined) return null;
  const choices = chart.choices(view);
  const keyOf = (key: string) => `${chart.name} ${key}`;
  let chosen = { ...start, ...chosenIn(address, choices, keyOf) } as typeof start;
  const note = h("p", { class: "note" }, chart.note({ view, chosen }));
  const place = new ChartPlace((frame) => chart.draw({ view, chosen }, frame), chart.isCanvas);
  const update = () => {
    note.textContent = chart.note({ view, chosen });
    place.update();
  };
  view.onChange(update);
  const inputs = choices.map((one) =>
    inputFor(one, chosen, (value) => {
      chosen = { ...chosen, [one.key]: value, ...one.also?.(String(value)) } as typeof start;
      for (const [i, { key }] of choices.entries()) {
        show(inputs[i], chosen[key]);
        address.set(keyOf(key), chosen[key] === start[key] ? undefined : String(chosen[key]));
      }
      update();
    }),
  );
  return section(
    chart.heading,
    chart.name,
    inputs.length > 0 ? controls(...inputs) : null,
    chart.hasLegend ? h("div", { class: "with-legend" }, place.element, legend(view)) : place.element,
    note,
  );
}

/** What the address says of a chart's choices, as far as they are known. */
function chosenIn(
  address: PageAddress,
  choices: readonly ChartChoice[],
  keyOf: (key: string) => string,
): Readonly<Record<string, string | boolean>> {
  const known: Record<string, string | boolean> = {};
  for (const { key, options } of choices) {
    const value = address.get(keyOf(key));
    if (options?.some(([option]) => option === value)) known[key] = value as string;
    if (options === undefined && (value === "true" || value === "false")) known[key] = value === "true";
  }
  return known;
}

function inputFor(
  { key, label, options }: ChartChoice,
  start: Readonly<Record<string, string | boolean>>,
  onChange: (value: string | boolean) => void,
) {
  if (options === undefined) return tick(label, start[key] === true, onChange);
  return choice(label, options, String(start[key]), onChange);
}

/** What is chosen may follow from another choice. */
function show(label: HTMLElement | undefined, value: unknown): void {
  const box = label?.querySelector("input");
  if (box) box.checked = value === true;
}
