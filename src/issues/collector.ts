import type { Issue, Span } from "./issue.ts";

/** Collects issues, each once, however many variants have it. */
export class Issues {
  readonly #byText = new Map<string, Issue<Span>>();

  add(issue: Issue<Span>): void {
    const key = `${issue.place.offset} ${issue.message}`;
    if (!this.#byText.has(key)) this.#byText.set(key, issue);
  }

  addAll(issues: readonly Issue<Span>[]): void {
    for (const issue of issues) this.add(issue);
  }

  get count(): number {
    return this.#byText.size;
  }

  /** In the order of the text. */
  get all(): readonly Issue<Span>[] {
    return [...this.#byText.values()].sort((a, b) => a.place.offset - b.place.offset);
  }
}
