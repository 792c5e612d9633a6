import type { PageAddress } from "../../page/report/address.ts";

const KEY = "token";

/** Keeps the secret of the page's address for this tab, and takes it out of the address: copies of that are for anyone. */
export function takeToken(address: PageAddress): void {
  const token = address.get(KEY);
  if (token === undefined) return;
  sessionStorage.setItem(KEY, token);
  address.set(KEY, undefined);
}

/** Whether this tab was given a secret. */
export const mayOrder = (): boolean => sessionStorage.getItem(KEY) !== null;

/** Asks the server for something. Resolves to "" where it was done, else to why it was not. */
export async function order(what: "start" | "stop" | "note" | "delete", text: string): Promise<string> {
  try {
    const headers = { "x-lrsweep-token": sessionStorage.getItem(KEY) ?? "" };
    const answer = await fetch(`orders/${what}`, { method: "POST", headers, body: text });
    return answer.ok ? "" : await answer.text();
  } catch {
    return "The dashboard does not respond. Is it still running?";
  }
}
