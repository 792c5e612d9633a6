import type { ServerResponse } from "node:http";
import { type Experiment, listExperiments } from "./experiments.ts";

/** How often folders are looked at while somebody watches, and a silent connection is kept awake; in ms. */
const PAUSE = 500;
const SILENCE = 15_000;

/** Tells browsers of every change in a results folder (server-sent events). Looks only while somebody listens. */
export class Live {
  readonly #listeners = new Set<ServerResponse>();
  #clock: NodeJS.Timeout | undefined;
  #told = "";
  #silent = 0;

  constructor(private readonly results: string) {}

  /** Sends what there is, then each change until the browser goes. */
  async add(response: ServerResponse): Promise<void> {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    this.#told = message(await listExperiments(this.results));
    response.write(this.#told);
    this.#listeners.add(response);
    response.on("close", () => this.#remove(response));
    this.#clock ??= setInterval(() => void this.#look(), PAUSE);
  }

  close(): void {
    for (const response of this.#listeners) response.end();
  }

  #remove(response: ServerResponse): void {
    this.#listeners.delete(response);
    if (this.#listeners.size > 0) return;
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  async #look(): Promise<void> {
    const now = message(await listExperiments(this.results));
    this.#silent += PAUSE;
    if (now !== this.#told) this.#send(now);
    else if (this.#silent >= SILENCE) this.#send(":\n\n");
    this.#told = now;
  }

  #send(text: string): void {
    this.#silent = 0;
    for (const response of this.#listeners) response.write(text);
  }
}

/** JSON holds no line break. */
const message = (experiments: readonly Experiment[]) => `data: ${JSON.stringify(experiments)}\n\n`;
