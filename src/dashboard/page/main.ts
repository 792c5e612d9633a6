import type { PastSession } from "../../journal/history.ts";
import { counted } from "../../numbers/counted.ts";
import { PageAddress } from "../../page/report/address.ts";
import { h } from "../../page/report/element.ts";
import { startTheme, themeButton } from "../../page/report/theme.ts";
import type { DashboardCard } from "../sweeps.ts";
import { Listing, STAGES } from "./listing.ts";
import { mayOrder, order, takeToken } from "./order.ts";

const chosen = new Set<string>();
const list = h("ul", { class: "experiments" });
/** As the server has sent them last. */
let experiments: readonly DashboardCard[] = [];
const address = new PageAddress();
takeToken(address);
const listing = new Listing(address, () => show());
const status = h("p", { class: "note", role: "status" }, "Connecting …");
const compare = h(
  "button",
  { type: "button", disabled: true, onclick: () => location.assign(comparison()) },
  "Compare",
);

const comparison = () => `compare?${[...chosen].map((name) => `with=${encodeURIComponent(name)}`).join("&")}`;
const pathOf = (name: string, file: string) => `results/${encodeURIComponent(name)}/${encodeURIComponent(file)}`;

/** Shows the state that the server sends, until the page is closed. */
function follow(): void {
  const events = new EventSource("events");
  events.addEventListener("message", ({ data }: MessageEvent<string>) => {
    experiments = JSON.parse(data);
    show();
  });
  events.addEventListener("error", () => {
    status.textContent = "The dashboard does not respond. Is it still running?";
  });
}

function show(): void {
  const running = experiments.filter(({ stage }) => stage === "running").length;
  const none = "There are no sweeps in this folder yet. A sweep appears here when it starts.";
  const locked = mayOrder() ? "" : ". To start and stop sweeps here, open the address that the terminal printed";
  const asked = listing.chosen(experiments);
  const hidden = asked.length < experiments.length ? `, ${asked.length} shown` : "";
  status.textContent =
    experiments.length === 0 ? none : `${experiments.length} experiments, ${running} running${hidden}${locked}`;
  update(asked);
}

/** Shown items by name. Unchanged items are left alone, so that they keep the focus. */
const shown = new Map<string, { readonly text: string; readonly item: HTMLElement }>();

function update(asked: readonly DashboardCard[]): void {
  const names = new Set(asked.map(({ name }) => name));
  for (const [name, { item }] of shown) {
    if (names.has(name)) continue;
    item.remove();
    shown.delete(name);
    chosen.delete(name);
  }
  for (const experiment of asked) {
    const text = JSON.stringify(experiment);
    const before = shown.get(experiment.name);
    if (before?.text === text) continue;
    // Whoever writes a note is not disturbed.
    if (before?.item.querySelector("details[open]")) continue;
    const item = itemOf(experiment);
    shown.set(experiment.name, { text, item });
    before?.item.remove();
  }
  arrange(asked.flatMap(({ name }) => shown.get(name)?.item ?? []));
  offerComparison();
}

/** Puts items in order. Those that stand right already are not touched. */
function arrange(items: readonly HTMLElement[]): void {
  items.forEach((item, place) => {
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  });
}

function offerComparison(): void {
  compare.disabled = chosen.size < 2;
  compare.textContent = chosen.size < 2 ? "Compare (select two or more)" : `Compare ${chosen.size}`;
}

function itemOf(experiment: DashboardCard): HTMLElement {
  const { name, description, stage, done, total, failed, pace, best, finished, files, offer, trouble, note } =
    experiment;
  const hasReport = files.includes("report.html");
  const title = hasReport ? h("a", { href: pathOf(name, "report.html") }, name) : name;
  const firstVariant = `${pathOf(name, "report.html")}#variant=1`;
  const facts = [
    total > 0 && `${done} of ${total} runs`,
    failed > 0 && `${failed} failed`,
    pace && `${paceText(pace.rate)}, about ${durationText(pace.left)} left`,
    stage === "done" && finished && `finished ${finished.slice(0, 16).replace("T", " ")} UTC`,
    stage === "unmerged" && "merge it with the other shards",
    (stage === "stopped" || stage === "died") && !(offer && mayOrder()) && "run the sweep again to continue",
  ].filter(Boolean);
  const others = files.filter((file) => file !== "report.html");
  return h(
    "li",
    { "data-name": name, class: stage },
    h(
      "div",
      { class: "head" },
      h("h2", {}, title),
      h("span", { class: `stage ${stage}` }, STAGES[stage]),
      offer && mayOrder() && orderButton(name, offer),
      hasReport && picker(name),
    ),
    stage === "done" || total === 0
      ? null
      : h("progress", { max: Math.max(1, total), value: done, "aria-label": `${name}: runs done` }),
    h("p", { class: "facts" }, facts.join(", ")),
    description !== "" && h("p", { class: "note" }, description),
    best !== "" && h("p", {}, best),
    hasReport &&
      stage === "done" &&
      h("p", {}, h("a", { href: firstVariant }, "The first by rank: its runs and export")),
    total > 0 && history(name),
    note !== "" && h("p", { class: "text" }, note),
    mayOrder() && total > 0 && noteEditor(name, note),
    mayOrder() && total > 0 && stage !== "running" && stage !== "starting" && deletion(name),
    trouble !== "" && h("p", { class: "note text" }, trouble),
    h("p", { class: "files" }, ...others.flatMap((file) => [h("a", { href: pathOf(name, file) }, file), " "])),
  );
}

function orderButton(name: string, { order: asked, label }: NonNullable<DashboardCard["offer"]>): HTMLElement {
  const ask = async () => {
    button.disabled = true;
    const refusal = await order(asked, name);
    // The next change of the card shows what came of it.
    if (refusal === "") return;
    status.textContent = refusal;
    button.disabled = false;
  };
  const button = h("button", { type: "button", "aria-label": `${label} ${name}`, onclick: () => void ask() }, label);
  return button;
}

/** What is folded away until somebody wants to do it. */
function folded(
  summary: string,
  button: string,
  send: () => Promise<string>,
  ...content: readonly Node[]
): HTMLElement {
  const ask = async () => {
    const refusal = await send();
    if (refusal === "") box.open = false;
    else status.textContent = refusal;
  };
  const box = h(
    "details",
    { ontoggle: () => box.open || show() },
    h("summary", {}, summary),
    ...content,
    h("button", { type: "button", onclick: () => void ask() }, button),
  );
  return box;
}

/** When it was trained, and what came of it each time. Asked for when it is opened. */
function history(name: string): HTMLElement {
  const list = h("ul", { class: "note" });
  const ask = async () => {
    const found = await fetch(`history?of=${encodeURIComponent(name)}`);
    const sessions: readonly PastSession[] = found.ok ? await found.json() : [];
    const items = sessions.toReversed().map((session) => h("li", {}, sessionText(session)));
    list.replaceChildren(...(items.length > 0 ? items : [h("li", {}, "Nothing is known of earlier times.")]));
  };
  const box = h(
    "details",
    { ontoggle: () => void (box.open ? ask().catch(() => undefined) : show()) },
    h("summary", {}, "History"),
    list,
  );
  return box;
}

function sessionText({ finished, end, trained, ended, runs, finding }: PastSession): string {
  const came = end === "done" ? finding : `${ended} of ${runs} runs had ended (${end})`;
  return `${finished.slice(0, 16).replace("T", " ")} UTC, ${counted(trained, "run")} trained: ${came}`;
}

function noteEditor(name: string, note: string): HTMLElement {
  const text = h("textarea", { rows: 4, "aria-label": `Note on ${name}` }, note);
  const title = note === "" ? "Write a note" : "Edit the note";
  return folded(title, "Save", () => order("note", `${name}\n${text.value}`), text);
}

const deletion = (name: string) =>
  folded("Delete …", `Delete all results of ${name} for good`, () => order("delete", name));

function picker(name: string): HTMLElement {
  const box = h("input", {
    type: "checkbox",
    checked: chosen.has(name),
    "aria-label": `Compare ${name}`,
    onchange: () => {
      if (box.checked) chosen.add(name);
      else chosen.delete(name);
      offerComparison();
    },
  });
  return h("label", { class: "choice" }, box, "compare");
}

const paceText = (rate: number) => (rate >= 1 ? `${Math.round(rate)}/s` : `${(60 * rate).toPrecision(2)}/min`);

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 120 ? `${whole} s` : `${Math.round(whole / 60)} min`;
}

startTheme();
document.body.replaceChildren(
  h("header", {}, h("h1", {}, "lrsweep"), h("div", { class: "controls" }, compare, themeButton())),
  h("main", {}, listing.controls, status, list),
);
offerComparison();
follow();
