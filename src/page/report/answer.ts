import type { View } from "../../charts/view.ts";
import { counted } from "../../numbers/counted.ts";
import type { ReportData } from "../../report/data.ts";
import { h } from "./element.ts";
import { section } from "./section.ts";

/** Of an unfinished sweep, the first sentence says that it is one. */
const headlines = ({ total }: ReportData) => ("not ended" in total.statuses ? 2 : 1);

/** Keeps a number and its % on one line, and p and its value. */
const unbroken = (sentence: string) =>
  sentence.replaceAll(/(\d) %/g, "$1\u00a0%").replaceAll(/\bp (?=\d|< \d)/g, "p\u00a0");

/** The finding in a sentence, and what it rests on. The picture comes next, then the {@link details}. */
export function answer({ data }: View): HTMLElement {
  const { total, sources } = data;
  const statuses = Object.entries(total.statuses).filter(([, count]) => count > 0);
  const ended = statuses.map(([status, count]) => `${count} ${status}`).join(", ");
  // Seeds alone are told in each row.
  const repeats = total.repeats.length > 1 ? total.repeats.map(({ of, count }) => ` × ${counted(count, of)}`) : [];
  const basis = `${counted(total.runs, "run")} of ${counted(total.variants, "variant")}${repeats.join("")}${sources.length > 1 ? ` in ${sources.length} sweeps` : ""}: ${ended}.`;
  return h(
    "section",
    { class: "answer", "aria-label": "Answer" },
    ...data.answer.slice(0, headlines(data)).map((sentence) => h("p", { class: "headline" }, unbroken(sentence))),
    h("p", { class: "basis" }, basis),
  );
}

/** The rest of the answer. null where the first sentence says it all. */
export function details({ data }: View): HTMLElement | null {
  const rest = data.answer.slice(headlines(data));
  if (rest.length === 0) return null;
  return section(
    "The answer in full",
    "details",
    h("ul", {}, ...rest.map((sentence) => h("li", {}, unbroken(sentence)))),
  );
}
