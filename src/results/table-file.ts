import type { Batch } from "../io/batch.ts";
import { partName } from "../io/part-name.ts";
import { type CsvCell, csvLines, type NumberRows, prefixLines } from "../tables/csv.ts";
import type { Profile } from "../tables/profile.ts";

/** A table as CSV: in one file, or in several where the profile allows a file only so many rows, each with the heads. */
export class TableFile {
  readonly #heads: string;
  #part = 0;
  /** Rows that the file being written still takes. */
  #room = 0;

  /** @param name "epochs.csv"; further parts are epochs-2.csv, … */
  constructor(
    private readonly files: Batch<string>,
    private readonly name: string,
    private readonly profile: Profile,
    heads: readonly CsvCell[],
  ) {
    this.#heads = profile.mark + csvLines([heads], profile);
  }

  /** Starts the next file. The first is to be started by hand, so that it is there even without rows. */
  async begin(): Promise<void> {
    this.#part++;
    this.#room = (this.profile.mostRows ?? Infinity) - 1;
    await this.files.write(partName(this.name, this.#part), this.#heads);
  }

  async add(...rows: readonly (readonly CsvCell[])[]): Promise<void> {
    if (this.profile.mostRows === undefined) return this.#put(csvLines(rows, this.profile), 0);
    for (const row of rows) await this.#put(csvLines([row], this.profile), 1);
  }

  async addNumbers(several: readonly NumberRows[]): Promise<void> {
    if (this.profile.mostRows === undefined)
      return this.#put(several.map((rows) => prefixLines(rows, this.profile)).join(""), 0);
    for (const rows of several) await this.#addInParts(rows);
  }

  async #addInParts({ cells, lines }: NumberRows): Promise<void> {
    for (let rows = lines.split("\n").slice(0, -1); rows.length > 0; ) {
      if (this.#room === 0) await this.begin();
      const taken = rows.slice(0, this.#room);
      rows = rows.slice(taken.length);
      await this.#put(prefixLines({ cells, lines: `${taken.join("\n")}\n` }, this.profile), taken.length);
    }
  }

  async #put(text: string, rows: number): Promise<void> {
    if (this.#room < rows) await this.begin();
    this.#room -= rows;
    await this.files.write(partName(this.name, this.#part), text);
  }
}
