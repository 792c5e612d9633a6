import type { ReportData, ReportSource } from "../../report/data.ts";
import { h } from "./element.ts";
import { section } from "./section.ts";

/** Where the figures come from: files, experiment, provenance. */
export function sources(data: ReportData): HTMLElement {
  return section("Sources", "sources", ...data.sources.map((source) => one(source, data.sources.length > 1)));
}

function one({ name, yaml, facts, files }: ReportSource, isNamed: boolean): HTMLElement {
  const links = files.map((file) => h("li", {}, h("a", { href: hrefOf(file) }, file)));
  return h(
    "div",
    { class: "source" },
    isNamed && h("h3", {}, name),
    h("h3", {}, "Files"),
    h("ul", { class: "files" }, ...links),
    h("h3", {}, "Experiment as run"),
    h("pre", { tabindex: 0, "aria-label": "Experiment as run" }, yaml),
    h("h3", {}, "Provenance"),
    h("dl", {}, ...facts.flatMap(([fact, words]) => [h("dt", {}, fact), h("dd", {}, words)])),
  );
}

/** Encodes each segment of a path, so that a colon or a hash in a name keeps its meaning. */
const hrefOf = (path: string) => `./${path.split("/").map(encodeURIComponent).join("/")}`;
