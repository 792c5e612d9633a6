import { oneLine } from "../issues/printable.ts";

/** Cells of a sheet in a row or column, and what is in them: programs that show a file without computing it read that. */
export interface CellRange {
  /** `'curves'!$A$2:$A$51` */
  readonly address: string;
  readonly values: readonly (string | number | undefined)[];
}

interface ChartSeries {
  readonly name: string;
  /** #rrggbb */
  readonly colour: string;
  readonly x: CellRange;
  readonly y: CellRange;
  /** Half the widths of the values' intervals. */
  readonly halfWidths?: CellRange;
  /** Colours of the single points where they differ. */
  readonly colours?: readonly (string | undefined)[];
}

/** A chart of a workbook. */
export interface SheetChart {
  /** Lines over numbers, or points with intervals over names. */
  readonly kind: "lines" | "points";
  readonly title: string;
  /** The chart in words, for those who do not see it. */
  readonly description: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Ends of the axes; undefined: as the program that shows it likes. */
  readonly xRange?: readonly [number, number] | undefined;
  readonly yRange?: readonly [number, number] | undefined;
  readonly isLog: boolean;
  readonly series: readonly ChartSeries[];
}

const MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main";
const CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart";
const GREY = "#8c8c8c";

export const xmlText = (text: string) =>
  oneLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The part xl/charts/chartN.xml. DrawingML, ECMA-376 part 1, chapter 21.2: the order of elements is part of the format. */
export function chartXml(chart: SheetChart): string {
  const { kind, title, series } = chart;
  const legend =
    kind === "lines" && series.length > 1 ? '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' : "";
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace xmlns:c="${CHART}" xmlns:a="${MAIN}">` +
    `<c:roundedCorners val="0"/><c:chart>${titleXml(title, 1200)}<c:autoTitleDeleted val="0"/>` +
    `<c:plotArea><c:layout/>${plotXml(chart)}${axesXml(chart)}</c:plotArea>${legend}` +
    '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
  );
}

function plotXml({ kind, series }: SheetChart): string {
  const all = series.map((one, index) => seriesXml(kind, one, index)).join("");
  const axes = '<c:axId val="1"/><c:axId val="2"/>';
  return kind === "lines"
    ? `<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>${all}${axes}</c:scatterChart>`
    : `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${all}<c:marker val="1"/>${axes}</c:lineChart>`;
}

function seriesXml(kind: SheetChart["kind"], series: ChartSeries, index: number): string {
  const { name, colour, x, y, halfWidths, colours = [] } = series;
  const head = `<c:idx val="${index}"/><c:order val="${index}"/><c:tx><c:v>${xmlText(name)}</c:v></c:tx>`;
  if (kind === "lines") {
    const line = `${lineXml(colour, 19_050)}<c:marker><c:symbol val="none"/></c:marker>`;
    return `<c:ser>${head}${line}<c:xVal>${numbersXml(x)}</c:xVal><c:yVal>${numbersXml(y)}</c:yVal><c:smooth val="0"/></c:ser>`;
  }
  const points = colours.map((own, point) =>
    own === undefined
      ? ""
      : `<c:dPt><c:idx val="${point}"/>${markerXml(own)}<c:bubble3D val="0"/><c:spPr>${fillXml(own)}<a:ln><a:noFill/></a:ln></c:spPr></c:dPt>`,
  );
  const none = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>";
  const bars =
    halfWidths === undefined
      ? ""
      : '<c:errBars><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>' +
        `<c:plus>${numbersXml(halfWidths)}</c:plus><c:minus>${numbersXml(halfWidths)}</c:minus>${lineXml(GREY, 12_700)}</c:errBars>`;
  return (
    `<c:ser>${head}${none}${markerXml(colour)}${points.join("")}${bars}` +
    `<c:cat>${textsXml(x)}</c:cat><c:val>${numbersXml(y)}</c:val><c:smooth val="0"/></c:ser>`
  );
}

const fillXml = (colour: string) => `<a:solidFill><a:srgbClr val="${colour.slice(1)}"/></a:solidFill>`;
/** @param width in English Metric Units, 12 700 a point */
const lineXml = (colour: string, width: number) => `<c:spPr><a:ln w="${width}">${fillXml(colour)}</a:ln></c:spPr>`;
const markerXml = (colour: string) =>
  `<c:marker><c:symbol val="circle"/><c:size val="8"/><c:spPr>${fillXml(colour)}<a:ln><a:noFill/></a:ln></c:spPr></c:marker>`;

const pointsXml = (values: CellRange["values"]) =>
  `<c:ptCount val="${values.length}"/>${values.map((value, i) => (value === undefined ? "" : `<c:pt idx="${i}"><c:v>${xmlText(String(value))}</c:v></c:pt>`)).join("")}`;
const numbersXml = ({ address, values }: CellRange) =>
  `<c:numRef><c:f>${xmlText(address)}</c:f><c:numCache><c:formatCode>General</c:formatCode>${pointsXml(values)}</c:numCache></c:numRef>`;
const textsXml = ({ address, values }: CellRange) =>
  `<c:strRef><c:f>${xmlText(address)}</c:f><c:strCache>${pointsXml(values)}</c:strCache></c:strRef>`;

/** @param size in hundredths of a point */
const titleXml = (text: string, size: number) =>
  `<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="${size}" b="0"/></a:pPr>` +
  `<a:r><a:rPr lang="en" sz="${size}" b="0"/><a:t>${xmlText(text)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`;

function axesXml({ kind, xTitle, yTitle, isLog, xRange, yRange }: SheetChart): string {
  const axis = (id: number, other: number, place: "b" | "l", title: string, scale: string, grid: string) =>
    `<c:axId val="${id}"/><c:scaling>${scale}</c:scaling><c:delete val="0"/><c:axPos val="${place}"/>` +
    `${grid}${title === "" ? "" : titleXml(title, 1000)}<c:numFmt formatCode="General" sourceLinked="0"/>` +
    `<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="${other}"/>` +
    `<c:crosses val="min"/>`;
  const grid = `<c:majorGridlines>${lineXml("#e0e0e0", 6350)}</c:majorGridlines>`;
  const x = axis(1, 2, "b", xTitle, scaleXml(false, xRange), "");
  const y = axis(2, 1, "l", yTitle, scaleXml(isLog, yRange), grid);
  const under =
    kind === "lines"
      ? `<c:valAx>${x}<c:crossBetween val="midCat"/></c:valAx>`
      : `<c:catAx>${x}<c:auto val="1"/></c:catAx>`;
  return `${under}<c:valAx>${y}<c:crossBetween val="${kind === "lines" ? "midCat" : "between"}"/></c:valAx>`;
}

function scaleXml(isLog: boolean, range: SheetChart["xRange"]): string {
  const ends = range === undefined ? "" : `<c:max val="${range[1]}"/><c:min val="${range[0]}"/>`;
  return `${isLog ? '<c:logBase val="10"/>' : ""}<c:orientation val="minMax"/>${ends}`;
}
