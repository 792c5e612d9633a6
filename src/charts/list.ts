import { boxes } from "./boxes.ts";
import type { ReportChart } from "./chart.ts";
import { courses } from "./courses.ts";
import { heatmap } from "./heatmap.ts";
import { lead } from "./lead.ts";
import { parallel } from "./parallel.ts";

/** The charts of results, in the order of the report's page. */
export const REPORT_CHARTS: readonly ReportChart[] = [lead, courses, heatmap, boxes, parallel];
