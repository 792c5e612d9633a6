import type { ChartChoice, ReportChart } from "../../charts/chart.ts";
import type { View } from "../../charts/view.ts";
import { ChartPlace } from "./chart-place.ts";
import { choice, h, tick } from "./element.ts";
import { legend } from "./legend.ts";
import { controls, section } from "./section.ts";

/** A chart under its heading, with what the reader can choose of it; null where there is nothing to draw. */
export function chartSection(view: View, chart: ReportChart): HTMLElement | null {
  const start = chart.start(view);
  if (start === undefined) return null;
  let chosen = start;
  const note = h("p", { class: "note" }, chart.note({ view, chosen }));
  const place = new ChartPlace((frame) => chart.draw({ view, chosen }, frame), chart.isCanvas);
  const update = () => {
    note.textContent = chart.note({ view, chosen });
    place.update();
  };
  view.onChange(update);
  const choices = chart.choices(view);
  const inputs = choices.map((one) =>
    inputFor(one, start, (value) => {
      chosen = { ...chosen, [one.key]: value, ...one.also?.(String(value)) } as typeof start;
      for (const [i, { key }] of choices.entries()) show(inputs[i], chosen[key]);
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
