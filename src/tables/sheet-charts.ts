import type writeXlsx from "write-excel-file/node";
import { chartXml, type SheetChart, xmlText } from "./chart-xml.ts";

export type WorkbookFeature = NonNullable<NonNullable<Parameters<typeof writeXlsx>[1]>["features"]>[number];

/** A chart on a sheet: the cells that it covers, from 0, the last ones not included. */
export interface PlacedChart extends SheetChart {
  readonly rows: readonly [first: number, end: number];
  readonly columns: readonly [first: number, end: number];
}

const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart";

/** Charts on the first sheet of a workbook, which the library cannot draw: it takes the parts of the file that they are made of. */
export function chartsOnFirstSheet(charts: readonly PlacedChart[]): WorkbookFeature {
  const id = (place: number) => `rId-chart-${place + 1}`;
  const path = (place: number) => `charts/chart${place + 1}.xml`;
  const insertFirst =
    (xml: (chart: PlacedChart, place: number) => string) =>
    (_: unknown, { sheetIndex }: { readonly sheetIndex: number }) =>
      sheetIndex === 0 ? charts.map(xml).join("") : undefined;
  const type = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml";
  return {
    files: {
      transform: {
        "[Content_Types].xml": {
          insert: () =>
            charts.map((_, place) => `<Override PartName="/xl/${path(place)}" ContentType="${type}"/>`).join(""),
        },
        "xl/drawings/drawing{id}.xml": {
          insert: insertFirst((chart, place) => anchorXml(chart, id(place), place + 1)),
        },
        "xl/drawings/_rels/drawing{id}.xml.rels": {
          insert: insertFirst(
            (_, place) => `<Relationship Id="${id(place)}" Type="${OFFICE}/chart" Target="../${path(place)}"/>`,
          ),
        },
      },
      write: {
        files: () => Object.fromEntries(charts.map((chart, place) => [`xl/${path(place)}`, chartXml(chart)])),
      },
    },
  };
}

function anchorXml(chart: PlacedChart, relation: string, number: number): string {
  const { rows, columns, title, description } = chart;
  const corner = (tag: string, end: 0 | 1) =>
    `<xdr:${tag}><xdr:col>${columns[end]}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${rows[end]}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${tag}>`;
  return (
    `<xdr:twoCellAnchor>${corner("from", 0)}${corner("to", 1)}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>` +
    `<xdr:cNvPr id="${number}" name="${xmlText(title)}" descr="${xmlText(description)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>` +
    '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>' +
    `<a:graphic><a:graphicData uri="${CHART}"><c:chart xmlns:c="${CHART}" xmlns:r="${OFFICE}" r:id="${relation}"/></a:graphicData></a:graphic>` +
    "</xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>"
  );
}
