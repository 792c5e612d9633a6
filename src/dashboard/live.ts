import type { HttpResponse } from "../io/local-server.ts";
import { type ListedExperiment, listExperiments } from "./experiments.ts";

/** Between two looks at the folders while somebody watches. */
const LOOK_PAUSE_MS = 500;
/** After so long without news, something is sent so that the connection is not closed. */
const KEEP_ALIVE_MS = 15_000;

/** Tells browsers of every change in a results folder (server-sent events). Looks only while somebody listens. */
export class Live {
  readonly #listeners = new Set<HttpResponse>();
  #clock: NodeJS.Timeout | undefined;
  #told = "";
  #silentMs = 0;

  constructor(private readonly results: string) {}

  /** Sends what there is, then each change until the browser goes. */
  add(response: HttpResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    this.#told = message(listExperiments(this.results));
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
    const now = message(listExperiments(this.results));
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

/** JSON holds no line break. */
const message = (experiments: readonly ListedExperiment[]) => `data: ${JSON.stringify(experiments)}\n\n`;
