import type { HttpResponse } from "../io/local-server.ts";
import { orNone } from "./experiments.ts";
import type { DashboardCard } from "./sweeps.ts";

/** Interval at which folders are checked while a browser is connected. */
const LOOK_PAUSE_MS = 500;
/** After this time without news, a comment is sent to keep the connection open. */
const KEEP_ALIVE_MS = 15_000;

/** Sends every change of what there is to see to browsers (server-sent events). Looks only while a browser is connected. */
export class Live {
  readonly #listeners = new Set<HttpResponse>();
  #clock: NodeJS.Timeout | undefined;
  #told = "";
  #silentMs = 0;

  constructor(private readonly look: () => readonly DashboardCard[]) {}

  /** Sends the current state, then each change until the browser disconnects. */
  add(response: HttpResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    // Tells those who listen already, too: what is new to one is new to all.
    this.#look();
    response.write(this.#told);
    this.#listeners.add(response);
    response.on("close", () => this.#remove(response));
    this.#clock ??= setInterval(() => this.#look(), LOOK_PAUSE_MS);
  }

  close(): void {
    for (const response of this.#listeners) response.end();
  }

  #remove(response: HttpResponse): void {
    this.#listeners.delete(response);
    if (this.#listeners.size > 0) return;
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  #look(): void {
    // A folder that cannot be read now may be readable at the next look.
    const now = orNone(() => message(this.look())) ?? this.#told;
    this.#silentMs += LOOK_PAUSE_MS;
    if (now !== this.#told) this.#send(now);
    else if (this.#silentMs >= KEEP_ALIVE_MS) this.#send(":\n\n");
    this.#told = now;
  }

  #send(text: string): void {
    this.#silentMs = 0;
    for (const response of this.#listeners) response.write(text);
  }
}

/** JSON has no line breaks, so one line of data is enough. */
const message = (experiments: readonly DashboardCard[]) => `data: ${JSON.stringify(experiments)}\n\n`;
