import { createHash } from "node:crypto";
import type { ReportData } from "../report/data.ts";

/** What a page is made of. */
interface PageParts {
  readonly script: string;
  readonly style: string;
}

/** One file that needs no other: the page's script and style, and the data it shows. */
export function reportHtml(data: ReportData, parts: PageParts): string {
  const noscript =
    "This page draws its charts and tables with JavaScript. The figures are in the CSV files beside it, too.";
  return pageHtml(data.title, parts, [
    `<noscript>${noscript}</noscript>`,
    `<script type="application/json" id="data">${inScript(JSON.stringify(data))}</script>`,
  ]);
}

/** @param body markup before the script */
export function pageHtml(title: string, { script, style }: PageParts, body: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(script)}; connect-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${inMarkup(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${body.join("\n")}
<script>${script}</script>
</body>
</html>
`;
}

/** Nothing is fetched, and no script runs but the page's own: whatever a name in the data may look like. */
export function policyOf(script: string): string {
  const hash = createHash("sha256").update(script).digest("base64");
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'`;
}

/** JSON inside of a script: no text in it ends the script or a line. */
function inScript(json: string): string {
  return json.replace(/[<\u2028\u2029]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function inMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}
