import { counted } from "../../analysis/wording.ts";
import type { View } from "../../charts/view.ts";
import { h } from "./element.ts";

/** The answer in words, and what it rests on. */
export function answer({ data }: View): HTMLElement {
  const { total, sources } = data;
  const statuses = Object.entries(total.statuses).filter(([, count]) => count > 0);
  const ended = statuses.map(([status, count]) => `${count} ${status}`).join(", ");
  // Seeds alone are told in each row.
  const repeats = total.repeats.length > 1 ? total.repeats.map(({ of, count }) => ` × ${counted(count, of)}`) : [];
  const basis = `${total.runs} runs of ${total.variants} variants${repeats.join("")}${sources.length > 1 ? ` in ${sources.length} sweeps` : ""}: ${ended}.`;
  return h(
    "section",
    { class: "answer", "aria-label": "Answer" },
    ...data.answer.map((sentence, i) => h("p", { class: i === 0 ? "first" : undefined }, sentence)),
    h("p", { class: "basis" }, basis),
  );
}
