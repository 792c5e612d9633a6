import type { Picture } from "../charts/charts.ts";
import { INK, lookOf } from "../charts/palette.ts";
import { axisEnds, scaleOf } from "../charts/scale.ts";
import { renderSvg } from "../charts/svg.ts";
import { openBatch } from "../io/batch.ts";
import { shortestFloat32 } from "../numbers/float32.ts";
import { truncate } from "../tables/columns.ts";
import { csvLines } from "../tables/csv.ts";

/** What a range test writes. */
const LR_FIND_FILES = ["lr-find.csv", "lr-find.svg"] as const;

interface FoundRates {
  readonly title: string;
  /** Which variant, and from which seed. */
  readonly subtitle: string;
  readonly rows: readonly {
    readonly step: number;
    readonly lr: number;
    readonly loss: number;
    readonly smoothed: number;
  }[];
  /** Rates to mark, by name. */
  readonly marks: readonly (readonly [name: string, lr: number])[];
}

/** Writes lr-find.csv, a row for each step, and lr-find.svg. Rejects with a FileError. */
export async function writeLrFind(folder: string, found: FoundRates): Promise<void> {
  const picture = await renderSvg(pictureOf(found));
  const files = await openBatch(folder, LR_FIND_FILES);
  try {
    const rows = found.rows.map(({ step, lr, loss, smoothed }) => [step, lr, shortestFloat32(loss), smoothed]);
    await files.write("lr-find.csv", csvLines([["step", "lr", "loss", "smoothed_loss"], ...rows]));
    await files.write("lr-find.svg", picture);
    await files.seal();
    await files.publish();
  } catch (error) {
    await files.discard();
    throw error;
  }
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const SIZE = { width: 960, height: 460 };

/** Both losses over the rate, and the suggestions as upright lines. */
function pictureOf({ title, subtitle, rows, marks }: FoundRates): Picture {
  const scale = scaleOf([rows.map(({ smoothed }) => smoothed)]);
  const [low, high] = axisEnds(scale);
  const isLog = scale.kind === "log";
  const shown = (loss: number) => (Number.isFinite(loss) && (!isLog || loss > 0) ? loss : null);
  const lines = [
    { name: "loss", width: 1, data: rows.map(({ lr, loss }) => [lr, shown(loss)]) },
    { name: "smoothed loss", width: 2, data: rows.map(({ lr, smoothed }) => [lr, shown(smoothed)]) },
    ...marks.map(([name, lr]) => ({
      name,
      width: 2,
      data: [
        [lr, low],
        [lr, high],
      ],
    })),
  ];
  const text = { color: INK.text, fontSize: 12 };
  const axis = {
    nameLocation: "middle",
    nameTextStyle: text,
    axisLabel: text,
    axisLine: { show: true, onZero: false, lineStyle: { color: INK.text } },
  };
  const option = {
    animation: false,
    textStyle: { fontFamily: FONT, color: INK.text },
    title: {
      text: truncate(title, 90),
      subtext: truncate(subtitle, 130),
      left: 16,
      top: 10,
      textStyle: { fontSize: 16, fontWeight: 600, color: INK.text },
      subtextStyle: text,
    },
    legend: { orient: "vertical", right: 12, top: 72, itemWidth: 28, textStyle: text },
    grid: { left: 80, right: 250, top: 80, bottom: 60 },
    xAxis: {
      ...axis,
      type: "log",
      name: "learning rate (log scale)",
      nameGap: 30,
      min: rows[0]?.lr,
      max: rows.at(-1)?.lr,
      splitLine: { lineStyle: { color: INK.line } },
      axisLabel: { ...text, formatter: powerOf },
    },
    yAxis: {
      ...axis,
      type: isLog ? "log" : "value",
      name: `training loss${isLog ? " (log scale)" : ""}`,
      nameGap: 50,
      min: low,
      max: high,
      splitLine: { lineStyle: { color: INK.line } },
    },
    series: lines.map(({ name, width, data }, i) => ({
      type: "line",
      name,
      symbol: "none",
      lineStyle: { width, color: lookOf(i).colour, type: i < 2 ? "solid" : "dashed" },
      itemStyle: { color: lookOf(i).colour },
      data,
    })),
  };
  return { option, ...SIZE };
}

/** Small rates as powers of ten; the ends of the axis, which are none, too. */
function powerOf(lr: number): string {
  const rounded = Number(lr.toPrecision(2));
  return rounded < 1e-3 ? rounded.toExponential() : String(rounded);
}
