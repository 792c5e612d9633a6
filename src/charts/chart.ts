import type { EChartsCoreOption } from "echarts/core";
import type { Frame } from "./frame.ts";
import type { View } from "./view.ts";

/** A chart: what it is called, and how it looks for some data. */
export interface Chart<Data> {
  /** Its file is `<name>.svg`. */
  readonly name: string;
  /** Of its file in pixels, if not the usual. */
  readonly width?: number;
  /** Over its file; "" for none. */
  title(data: Data): string;
  /** Beneath the title; "" for none. */
  subtitle?(data: Data): string;
  draw(data: Data, frame: Frame): Drawing;
  /** The same as text. */
  text?(data: Data, terminal: Terminal): string;
}

/** A chart of results: the report's page has a section for it, too, where the reader chooses. */
export interface ReportChart<Chosen extends Choices = Choices> extends Chart<Viewed<Chosen>> {
  /** Of its section. */
  readonly heading: string;
  /** What is chosen at first; undefined where there is nothing to draw. */
  start(view: View): Chosen | undefined;
  choices(view: View): readonly ChartChoice<Chosen>[];
  /** How it is read. */
  note(data: Viewed<Chosen>): string;
  draw(data: Viewed<Chosen>, frame: Frame): ReportDrawing;
  /** Whether its lines are chosen by a legend beside it. */
  readonly hasLegend?: boolean;
  /** For more shapes than a page bears. */
  readonly isCanvas?: boolean;
}

export interface Drawing {
  readonly option: EChartsCoreOption;
  /** In pixels. */
  readonly height: number;
}

interface ReportDrawing extends Drawing {
  /** For those who do not see it. */
  readonly words: string;
  /** What is said of the place under the mouse, by what echarts finds there. */
  hint?(hovered: unknown): Hint;
}

export interface Hint {
  /** Before the main one. */
  readonly lines: readonly string[];
  readonly main: string;
  readonly rows?: readonly { readonly colour: string; readonly name: string; readonly figure: string }[];
  /** After the rows; "" for nothing. */
  readonly rest?: string;
}

interface Viewed<Chosen> {
  readonly view: View;
  readonly chosen: Chosen;
}

/** What is chosen, by key. */
type Choices = Readonly<Record<string, string | boolean>>;

export interface ChartChoice<Chosen extends Choices = Choices> {
  readonly key: keyof Chosen & string;
  readonly label: string;
  /** Values, and what they are called. Without them it is on or off. */
  readonly options?: readonly (readonly [value: string, text: string])[];
  /** What changes with it. */
  also?(value: string): Partial<Chosen>;
}

/** Options that are called what they are. */
export const named = (names: readonly string[]) => names.map((name) => [name, name] as const);

export interface Terminal {
  /** In cells. */
  readonly width: number;
  readonly hasColour: boolean;
}
