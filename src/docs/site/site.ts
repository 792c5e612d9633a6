import { posix } from "node:path";
import { render, urlOf } from "./render.ts";

/** A file of the site. */
export interface SiteFile {
  /** From the site's folder. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

interface SiteRequest {
  /** Documents by their path from the project's folder, in the order of the menu. */
  readonly documents: Readonly<Record<string, string>>;
  readonly isFile: (path: string) => boolean;
  readonly read: (path: string) => Uint8Array;
  /** Scripts and styles by name: minisearch.js, search.js, style.css. */
  readonly assets: Readonly<Record<string, string>>;
}

/** Documents by heading of the menu; the others are "Inside". */
const MENU: readonly (readonly [heading: string, paths: RegExp])[] = [
  ["Start", /^(?:README|CHANGELOG)\.md$/],
  ["Guides", /^(?:experiments|results)\//],
  ["Reference", /^schemas\//],
  ["Inside", /^(?:src|test|\.github)\//],
];

interface SearchEntry {
  readonly path: string;
  readonly title: string;
}

function menu(entries: readonly SearchEntry[], from: string): string {
  const link = ({ path, title }: SearchEntry) => {
    const to = posix.relative(posix.dirname(urlOf(from)), urlOf(path));
    const current = path === from ? ' aria-current="page"' : "";
    return `<li><a href="${to}"${current}>${title}</a></li>`;
  };
  return MENU.map(([heading, paths]) => {
    const own = entries.filter(({ path }) => paths.test(path));
    const isOpen = heading !== "Inside" || paths.test(from);
    return `<details${isOpen ? " open" : ""}><summary>${heading}</summary><ul>${own.map(link).join("")}</ul></details>`;
  }).join("\n");
}

function page(entry: SearchEntry, body: string, entries: readonly SearchEntry[]): string {
  const up = posix.relative(posix.dirname(urlOf(entry.path)), "") || ".";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${entry.title} · lrsweep</title>
<link rel="stylesheet" href="${up}/style.css">
</head>
<body data-up="${up}">
<header><a class="home" href="${up}/index.html">lrsweep</a>
<div class="search"><input type="search" placeholder="Search" aria-label="Search" autocomplete="off"><ol hidden></ol></div></header>
<nav aria-label="Documents">${menu(entries, entry.path)}</nav>
<main>${body}</main>
<script src="${up}/minisearch.js"></script>
<script src="${up}/search-index.js"></script>
<script src="${up}/search.js"></script>
</body>
</html>
`;
}

/** All documents as a site that works from a disk: pages, the files they link, and a search index. */
export function buildSite({ documents, isFile, read, assets }: SiteRequest): readonly SiteFile[] {
  const isThere = (path: string) => (path.endsWith(".md") ? path in documents : isFile(path));
  const rendered = Object.entries(documents).map(([path, text]) => ({ path, ...render(path, text, isThere) }));
  const entries = rendered.map(({ path, title }) => ({ path, title }));
  const pages = rendered.map((one) => ({ path: urlOf(one.path), content: page(one, one.body, entries) }));
  const files = [...new Set(rendered.flatMap((one) => one.files))].map((path) => ({ path, content: read(path) }));
  const sections = rendered.flatMap((one) =>
    one.sections
      .map((section) => ({ ...section, page: one.title }))
      .map((section, i) => ({ id: `${one.path} ${i}`, ...section })),
  );
  const index = { path: "search-index.js", content: `window.SECTIONS = ${JSON.stringify(sections)};\n` };
  const own = Object.entries(assets).map(([path, content]) => ({ path, content }));
  return [...pages, ...files, index, ...own];
}
