import type { PartConfig } from "../contracts/config.ts";
import type { DataSource, DatasetPart } from "../contracts/dataset.ts";
import type { PartsOf } from "../contracts/part.ts";
import * as datasets from "../datasets/index.ts";
import { type Files, keyOf, readingFrom } from "./files.ts";

/** The data of this thread's runs so far; runs that follow each other mostly share theirs. */
const sources = new Map<string, DataSource>();
const SOURCES_KEPT = 8;

/** Opens a data set, or gives what was opened before. */
export function sourceOf(config: PartConfig, files: Files): DataSource {
  // The runs of a chunk share the very object.
  if (config !== last?.config || keyOf(files) !== last.files)
    last = { config, files: keyOf(files), source: opened(config, files) };
  return last.source;
}

let last: { readonly config: PartConfig; readonly files: string; readonly source: DataSource } | undefined;

function opened(config: PartConfig, files: Files): DataSource {
  const key = JSON.stringify([keyOf(files), config]);
  const known = sources.get(key);
  if (known) return known;
  if (sources.size >= SOURCES_KEPT) sources.clear();
  const part = (datasets as PartsOf<DatasetPart>)[config.type];
  if (!part) throw new Error(`no data set is called ${config.type}`);
  const source = cached(part.open(config, readingFrom(files)));
  sources.set(key, source);
  return source;
}

/** Loads once: the machine tells by identity that data are there already. */
function cached(source: DataSource): DataSource {
  let loaded: ReturnType<DataSource["load"]> | undefined;
  return {
    ...source,
    load() {
      loaded ??= source.load();
      return loaded;
    },
  };
}
