/** After so many calls the slower way is tried again: other programs come and go. */
const TRY_AGAIN = 32;

/** Whether several threads are quicker than one. What else the machine does decides that too, so it is measured again and again. */
export class Pace {
  readonly #msPerStep: { alone?: number; together?: number } = {};
  #calls = 0;

  /** How the next call is to be done. */
  next(): "alone" | "together" {
    const { alone, together } = this.#msPerStep;
    if (alone === undefined) return "alone";
    if (together === undefined) return "together";
    const isOther = ++this.#calls % TRY_AGAIN === 0;
    return together < alone !== isOther ? "together" : "alone";
  }

  note(way: "alone" | "together", ms: number, steps: number): void {
    const before = this.#msPerStep[way] ?? ms / steps;
    this.#msPerStep[way] = (before + ms / steps) / 2;
  }
}
