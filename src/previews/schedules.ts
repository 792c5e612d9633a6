import type { Chart } from "../charts/chart.ts";
import { COLOURS } from "../charts/palette.ts";
import type { Plan } from "../experiment/plan.ts";
import type { Curve } from "./curves.ts";
import { lineChart } from "./line-chart.ts";
import { arrangePanels, type Limits, type Panel } from "./panels.ts";
import { scaleOf, tenthsOf } from "./scale.ts";
import { terminalChart, terminalLegend } from "./terminal-chart.ts";

/** The schedules of a plan, worked out without training. */
export interface Schedules {
  readonly plan: Plan;
  readonly curves: readonly Curve[];
  /** Whether some schedule sets momentum. */
  readonly cycles: boolean;
  /** Whether some schedule ticks within an epoch. */
  readonly isPerStep: boolean;
  /** What was assumed of metrics; "" where no schedule follows one. */
  readonly assumption: string;
}

const IN_FILE: Limits = { perPanel: COLOURS.length, panels: 12 };
const IN_TERMINAL: Limits = { perPanel: COLOURS.length, panels: 4 };

/** Learning rates, and momentum where it is scheduled, over epochs. */
export const schedules = {
  name: "schedules",
  title: ({ plan }) => `${plan.name}: schedules`,
  subtitle: (data) => [data.assumption, ...remarksOn(data, IN_FILE)].filter(Boolean).join("; "),
  draw: (data, frame) => lineChart({ panels: panelsOf(data, IN_FILE).panels, bands: bandsOf(data) }, frame),
  text(data, terminal) {
    const { panels } = panelsOf(data, IN_TERMINAL);
    const height = panels.length > 1 ? 9 : 13;
    const charts = panels.flatMap((panel) =>
      bandsOf(data).map((band) => terminalChart({ ...band, ...terminal, panel, height })),
    );
    const remarks = remarksOn(data, IN_TERMINAL).map((remark) => `  (${remark})\n`);
    return `${charts.join("\n")}\n${terminalLegend(panels, terminal)}${remarks.join("")}`;
  },
} satisfies Chart<Schedules>;

const panelsOf = ({ plan, curves }: Schedules, limits: Limits) => arrangePanels(plan, curves, limits);

const bandsOf = ({ curves, cycles }: Schedules) => [
  { what: "learning rate", scale: scaleOf(curves.map(({ lr }) => lr)), valuesOf: lrOf },
  ...(cycles
    ? [{ what: "momentum", scale: tenthsOf(curves.map(({ momentum }) => momentum ?? [])), valuesOf: momentumOf }]
    : []),
];
const lrOf = ({ curve }: Panel["series"][number]) => curve.lr;
const momentumOf = ({ curve }: Panel["series"][number]) => curve.momentum ?? [];

function remarksOn(data: Schedules, limits: Limits): readonly string[] {
  const { left, each } = panelsOf(data, limits);
  const shared = each > 1 ? [`each schedule is that of ${each} variants`] : [];
  return left > 0 ? [...shared, `${left} more in schedules.csv`] : shared;
}
