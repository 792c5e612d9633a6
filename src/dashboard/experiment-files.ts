import { extname, join } from "node:path";
import { hasScript, isSection } from "../grid/sections.ts";
import { changedAt, MOST_WRITTEN, namesIn, readBytes, sizeOf } from "../io/read.ts";
import { Issues } from "../issues/collector.ts";
import { readName } from "../plan/load.ts";
import { decode, parseSource } from "../source/source.ts";
import { isText } from "../source/tree.ts";
import { orNone } from "./experiments.ts";

/** A file of the experiments folder from which a sweep can be started. */
export interface ExperimentFile {
  readonly path: string;
  readonly text: string;
  readonly description: string;
  /** Whether a program of the user's trains its runs. */
  readonly hasScript: boolean;
}

interface NamedFile extends ExperimentFile {
  readonly name: string;
}

/** The experiments of a folder. A file is read again when it has changed. */
export class ExperimentFiles {
  #read = new Map<string, { readonly version: string; readonly file: NamedFile | undefined }>();

  constructor(private readonly folder: string) {}

  /** By the names of their results. A name that two files have is left out, as is a file that cannot be read or trains nothing. */
  look(): ReadonlyMap<string, ExperimentFile> {
    const paths = (orNone(() => namesIn(this.folder)) ?? [])
      .filter((name) => !name.startsWith(".") && [".yaml", ".yml"].includes(extname(name)))
      .map((name) => join(this.folder, name));
    this.#read = new Map(paths.map((path) => [path, this.#readAgain(path)]));
    const files = [...this.#read.values()].flatMap(({ file }) => file ?? []);
    const isOnly = ({ name }: NamedFile) => files.filter((other) => other.name === name).length === 1;
    return new Map(files.filter(isOnly).map((file) => [file.name, file]));
  }

  #readAgain(path: string) {
    const version = orNone(() => `${changedAt(path)?.getTime()} ${sizeOf(path)}`) ?? "";
    const before = this.#read.get(path);
    return before?.version === version ? before : { version, file: orNone(() => readFile(path)) };
  }
}

function readFile(path: string): NamedFile | undefined {
  const text = decode(readBytes(path, MOST_WRITTEN));
  if (typeof text !== "string") return undefined;
  const { root } = parseSource(text);
  // A file of another kind, or of results that were there before.
  if (root?.kind !== "map" || ![...root.entries.keys()].some(isSection)) return undefined;
  const issues = new Issues();
  const name = readName(root, path, issues);
  if (issues.count > 0 || name === "") return undefined;
  const description = root.entries.get("description")?.value;
  return {
    ...{ path, text, name },
    description: isText(description) ? description.value : "",
    hasScript: hasScript(root),
  };
}
