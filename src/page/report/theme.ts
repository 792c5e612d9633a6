import type { Theme } from "../../charts/frame.ts";
import { h } from "./element.ts";

const KEY = "lrsweep-theme";
const listeners: (() => void)[] = [];
const dark = matchMedia("(prefers-color-scheme: dark)");
let isPrinting = false;

/** Functions to call when colours change. */
export function onTheme(listener: () => void): void {
  listeners.push(listener);
}

const tell = () => {
  for (const listener of listeners) listener();
};

const chosen = () => document.documentElement.dataset.theme;
const isDark = () => !isPrinting && (chosen() ?? (dark.matches ? "dark" : "light")) === "dark";

/** The page's colours, for charts. */
export function themeOf(): Theme {
  return isDark()
    ? { text: "#c9ced6", line: "#6b7280", grid: "#ffffff1f", page: "#16191d", isDark: true }
    : { text: "#4a5058", line: "#8a9099", grid: "#0000001a", page: "#ffffff", isDark: false };
}

/** Follows the system and the reader's choice. Print is always light. */
export function startTheme(): void {
  const kept = remembered();
  if (kept !== null) document.documentElement.dataset.theme = kept;
  dark.addEventListener("change", tell);
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
}

function print(begins: boolean): void {
  isPrinting = begins;
  tell();
}

export function themeButton(): HTMLButtonElement {
  const text = () => (isDark() ? "Light" : "Dark");
  const button = h(
    "button",
    {
      type: "button",
      onclick: () => {
        document.documentElement.dataset.theme = isDark() ? "light" : "dark";
        remember(document.documentElement.dataset.theme);
        tell();
      },
    },
    text(),
  );
  onTheme(() => {
    button.textContent = text();
  });
  return button;
}

// A page without an origin of its own has no storage.
function remembered(): string | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "dark" || kept === "light" ? kept : null;
  } catch {
    return null;
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {}
}
