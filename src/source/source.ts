import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, parseDocument } from "yaml";
import type { Problem } from "../issues/issue.ts";
import { explainYaml, strangeNumber } from "./explain-yaml.ts";
import type { Entry, Node } from "./tree.ts";

/** strict, and without what YAML 1.1 did: no merge keys, no tags, `no` is text, keys are text. */
const OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  uniqueKeys: true,
  stringKeys: true,
  strict: true,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: "error",
} as const;

/** Values that a file may have once its aliases are followed. */
const MOST_VALUES = 1_000_000;

/** The text of a file; a problem when it is none. */
export function decode(content: string | Uint8Array): string | Problem {
  if (typeof content === "string") return content.includes("\0") ? notText : content;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
    return text.includes("\0") ? notText : text;
  } catch {
    return notText;
  }
}

const notText: Problem = {
  code: "file",
  at: 0,
  message: "this is not a text file",
  remedy: "an experiment is YAML in UTF-8",
};

interface Source {
  /** Undefined for an empty document, and where there are problems. */
  readonly root: Node | undefined;
  readonly problems: readonly Problem[];
  readonly document: Document.Parsed | undefined;
}

/** Reads YAML into a tree with places. */
export function parseSource(text: string): Source {
  try {
    const document = parseDocument(text, OPTIONS);
    if (document.errors.some(({ message }) => message.includes("call stack"))) throw new RangeError();
    const problems = [...document.errors, ...document.warnings].map(explainYaml);
    const { yaml } = document.directives ?? {};
    if (yaml?.explicit && yaml.version !== "1.2")
      problems.push({
        code: "syntax",
        at: 0,
        message: `YAML ${yaml.version} is not supported`,
        remedy: "take out the line %YAML",
      });
    const reader = new Reader(text, document, problems);
    const root = document.contents === null ? undefined : reader.read(document.contents, document.contents.range[0]);
    return { root: problems.length > 0 ? undefined : root, problems, document };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const problems: Problem[] = [{ code: "syntax", at: 0, message: "the values are nested too deeply" }];
    return { root: undefined, problems, document: undefined };
  }
}

class Reader {
  readonly #text: string;
  readonly #document: Document.Parsed;
  readonly #problems: Problem[];
  /** What aliases already led to: they share one tree. */
  readonly #read = new Map<unknown, Node>();
  readonly #open = new Set<unknown>();
  readonly #sizes = new Map<Node, number>();
  #tooLarge = false;

  constructor(text: string, document: Document.Parsed, problems: Problem[]) {
    this.#text = text;
    this.#document = document;
    this.#problems = problems;
  }

  /** @param at where a value that is not there would stand */
  read(yaml: ParsedNode | null, at: number): Node {
    if (yaml === null) return { kind: "scalar", value: null, quoted: false, at };
    const known = this.#read.get(yaml);
    if (known !== undefined) return known;
    if (this.#open.has(yaml)) return this.#fail(at, "an alias stands inside what it stands for");
    this.#open.add(yaml);
    const node = this.#make(yaml);
    this.#open.delete(yaml);
    this.#read.set(yaml, node);
    this.#weigh(node);
    return node;
  }

  #fail(at: number, message: string, remedy?: string): Node {
    this.#problems.push({ code: "syntax", at, message, remedy });
    return { kind: "scalar", value: null, quoted: false, at };
  }

  #make(yaml: ParsedNode): Node {
    const at = yaml.range[0];
    if (isAlias(yaml)) {
      const target = yaml.resolve(this.#document) as ParsedNode | undefined;
      if (target === undefined) return this.#fail(at, `no anchor &${yaml.source} stands before this alias`);
      return this.read(target, at);
    }
    if (yaml.tag !== undefined)
      return this.#fail(this.#tagBefore(at), "tags are not supported", "write the value without !…");
    if (isSeq(yaml))
      return { kind: "list", items: yaml.items.map((item) => this.read(item as ParsedNode | null, at)), at };
    if (isMap(yaml))
      return { kind: "map", entries: new Map(yaml.items.flatMap((pair) => this.#entry(pair as never))), at };
    if (isScalar(yaml)) return this.#scalar(yaml.value, yaml.source ?? "", yaml.type !== "PLAIN", at);
    return this.#fail(at, "this is no YAML value");
  }

  /** Where the tag stands whose value begins here. */
  #tagBefore(at: number): number {
    const before = this.#text.slice(0, at).trimEnd();
    return before.length - (/\S+$/.exec(before)?.[0].length ?? 0);
  }

  #entry(pair: Pair<ParsedNode, ParsedNode | null>): readonly (readonly [string, Entry])[] {
    const at = pair.key.range[0];
    const key = isScalar(pair.key) ? pair.key.value : undefined;
    if (key === "<<") {
      this.#fail(at, "merge keys (<<) are not supported", "repeat the keys");
      return [];
    }
    if (typeof key !== "string" || key === "" || key === "__proto__") {
      this.#fail(at, "a key must be plain text");
      return [];
    }
    return [[key, { key: at, value: this.read(pair.value, at) }]];
  }

  #scalar(value: unknown, source: string, quoted: boolean, at: number): Node {
    if (typeof value === "number") this.#problems.push(...strangeNumber(value, source, at));
    return { kind: "scalar", value: value as never, quoted, at };
  }

  /** Aliases share trees, so a few lines can stand for billions of values. */
  #weigh(node: Node): void {
    const children =
      node.kind === "scalar"
        ? []
        : node.kind === "list"
          ? node.items
          : [...node.entries.values()].map(({ value }) => value);
    const size = children.reduce((sum, child) => sum + (this.#sizes.get(child) ?? 1), 1);
    this.#sizes.set(node, size);
    if (size <= MOST_VALUES || this.#tooLarge) return;
    this.#tooLarge = true;
    this.#fail(node.at, `the aliases in here stand for more than ${MOST_VALUES} values`);
  }
}
