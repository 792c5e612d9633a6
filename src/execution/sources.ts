import type { PartConfig } from "../contracts/config.ts";
import type { DataSource, DatasetPart, LoadedRows } from "../contracts/dataset.ts";
import type { PartsOf } from "../contracts/part.ts";
import { type Files, keyOf, readingFrom } from "./files.ts";

const SOURCES_KEPT = 8;

interface OpenedSource {
  readonly config: PartConfig;
  readonly files: string;
  readonly source: DataSource;
}

/** The data of a thread's runs. It keeps the last few data sets, because consecutive runs mostly share theirs. */
export class Sources {
  readonly #known = new Map<string, DataSource>();
  #last: OpenedSource | undefined;

  constructor(private readonly parts: PartsOf<DatasetPart>) {}

  /** Opens a data set, or returns one that is open. Throws Misfit if the data do not fit the parameters. */
  open(config: PartConfig, files: Files): DataSource {
    // The runs of a chunk share the same object.
    if (config !== this.#last?.config || keyOf(files) !== this.#last.files)
      this.#last = { config, files: keyOf(files), source: this.#opened(config, files) };
    return this.#last.source;
  }

  #opened(config: PartConfig, files: Files): DataSource {
    const key = JSON.stringify([keyOf(files), config]);
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= SOURCES_KEPT) this.#known.clear();
    const part = this.parts[config.type];
    if (!part) throw new Error(`no data set is called ${config.type}`);
    const source = cached(part.open(config, readingFrom(files)));
    this.#known.set(key, source);
    return source;
  }
}

/** Loads once, or once for each seed on end: the machine tells by identity that data are there already. */
function cached(source: DataSource): DataSource {
  let last: { readonly seed: number | undefined; readonly rows: LoadedRows } | undefined;
  return {
    ...source,
    load(runSeed) {
      const seed = source.perSeed ? runSeed : undefined;
      if (last === undefined || last.seed !== seed) last = { seed, rows: source.load(seed) };
      return last.rows;
    },
  };
}
