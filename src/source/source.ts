import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, parseDocument } from "yaml";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { write } from "../issues/suggest.ts";
import { explainYaml, strangeNumber } from "./explain-yaml.ts";
import { flowText } from "./flow.ts";
import { START } from "./places.ts";
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

/** Controls of a terminal and of the direction of writing. Texts may have lines and tabs. */
const HIDDEN = /(?![\n\t])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Values that a file may have once its aliases are followed. */
const MOST_VALUES = 1_000_000;

/** The text of a file; an issue when it is not text. */
export function decode(content: string | Uint8Array): string | Issue<Span> {
  if (typeof content === "string") return content.includes("\0") ? notText : withLineFeeds(content);
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
    return text.includes("\0") ? notText : withLineFeeds(text);
  } catch {
    return notText;
  }
}

/** A carriage return alone ends a line, too, as on old Macs; the parser does not know that. */
const withLineFeeds = (text: string) => text.replace(/\r(?!\n)/g, "\n");

const notText = issue<Span>("file", START, "this is not a text file", "save the experiment as YAML in UTF-8");

interface Source {
  /** Undefined for an empty document, and where there are issues. */
  readonly root: Node | undefined;
  readonly issues: readonly Issue<Span>[];
  readonly document: Document.Parsed | undefined;
}

/** Reads YAML into a tree with places. */
export function parseSource(text: string): Source {
  try {
    const document = parseDocument(text, OPTIONS);
    if (document.errors.some(({ message }) => message.includes("call stack"))) throw new RangeError();
    const issues = [...document.errors, ...document.warnings].map(explainYaml);
    const { yaml } = document.directives ?? {};
    if (yaml?.explicit && yaml.version !== "1.2")
      issues.push(issue("syntax", START, `YAML ${yaml.version} is not supported`, "remove the line %YAML"));
    const reader = new Reader(text, document, issues);
    const root = document.contents === null ? undefined : reader.read(document.contents, document.contents.range[0]);
    return { root: issues.length > 0 ? undefined : root, issues, document };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const issues = [issue("syntax", START, "the values are nested too deeply")];
    return { root: undefined, issues, document: undefined };
  }
}

class Reader {
  readonly #text: string;
  readonly #document: Document.Parsed;
  readonly #issues: Issue<Span>[];
  /** What aliases already led to: they share one tree. */
  readonly #read = new Map<unknown, Node>();
  readonly #open = new Set<unknown>();
  readonly #sizes = new Map<Node, number>();
  #tooLarge = false;

  constructor(text: string, document: Document.Parsed, issues: Issue<Span>[]) {
    this.#text = text;
    this.#document = document;
    this.#issues = issues;
  }

  /** @param from where a value that is not there would stand */
  read(yaml: ParsedNode | null, from: number): Node {
    const at = yaml === null ? { offset: from, length: 0 } : this.#spanOf(yaml);
    if (yaml === null) return { kind: "scalar", value: null, quoted: false, at };
    const known = this.#read.get(yaml);
    if (known !== undefined) return known;
    if (this.#open.has(yaml))
      return this.#fail({ offset: from, length: 0 }, "an alias refers to a value that contains it");
    this.#open.add(yaml);
    const node = this.#make(yaml);
    this.#open.delete(yaml);
    this.#read.set(yaml, node);
    this.#weigh(node);
    return node;
  }

  /** A block ends at the end of its last line; the value does before. */
  #spanOf({ range: [from, to] }: ParsedNode): Span {
    return { offset: from, length: this.#text.slice(from, to).trimEnd().length };
  }

  #fail(at: Span, message: string, advice?: string): Node {
    this.#issues.push(issue("syntax", at, message, advice));
    return { kind: "scalar", value: null, quoted: false, at };
  }

  #make(yaml: ParsedNode): Node {
    const at = this.#spanOf(yaml);
    const from = at.offset;
    if (isAlias(yaml)) {
      const target = yaml.resolve(this.#document) as ParsedNode | undefined;
      if (target === undefined) return this.#fail(at, `there is no anchor &${yaml.source} before this alias`);
      return this.read(target, from);
    }
    if (yaml.tag !== undefined)
      return this.#fail(this.#tagBefore(from), "tags are not supported", "remove the tag (!…)");
    if (isSeq(yaml))
      return { kind: "list", items: yaml.items.map((item) => this.read(item as ParsedNode | null, from)), at };
    if (isMap(yaml))
      return { kind: "map", entries: new Map(yaml.items.flatMap((pair) => this.#entry(pair as never))), at };
    if (isScalar(yaml)) return this.#scalar(yaml.value, yaml.source ?? "", yaml.type !== "PLAIN", at);
    return this.#fail(at, "this is not a YAML value");
  }

  /** Where the tag stands whose value begins here. */
  #tagBefore(from: number): Span {
    const before = this.#text.slice(0, from).trimEnd();
    const length = /\S+$/.exec(before)?.[0].length ?? 0;
    return { offset: before.length - length, length };
  }

  #entry(pair: Pair<ParsedNode, ParsedNode | null>): readonly (readonly [string, Entry])[] {
    const at = this.#spanOf(pair.key);
    const key = isScalar(pair.key) ? pair.key.value : undefined;
    if (key === "<<") {
      this.#fail(at, "merge keys (<<) are not supported", "repeat the keys here");
      return [];
    }
    if (key === "__proto__") {
      this.#fail(at, "__proto__ cannot be a key", "take another name");
      return [];
    }
    if (typeof key === "string" && HIDDEN.test(key.replaceAll("\n", "\u0000"))) {
      this.#hidden(key, at);
      return [];
    }
    if (typeof key !== "string" || key === "") {
      this.#fail(at, "a key must be plain text");
      return [];
    }
    return [[key, { key: at, value: this.read(pair.value, at.offset) }]];
  }

  /** Names and labels go into tables, pages and terminals as they are. */
  #hidden(text: string, at: Span): void {
    const code = (HIDDEN.exec(text)?.[0] ?? "\n").codePointAt(0) ?? 0;
    const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    const clean = text.replace(new RegExp(HIDDEN, "gu"), "").replace(/\s*\n\s*/g, " ");
    const way = clean.trim() === "" ? "remove it" : write(flowText(clean), at);
    this.#issues.push(issue("invalid", at, `the text holds a control character, ${name}`, way));
  }

  #scalar(value: unknown, source: string, quoted: boolean, at: Span): Node {
    if (typeof value === "number") this.#issues.push(...strangeNumber(value, source, at));
    if (typeof value === "string" && HIDDEN.test(value)) this.#hidden(value, at);
    const decimals = Number.isInteger(value) && /^[-+]?\d+\.\d*$/.test(source) ? { decimals: source } : {};
    return { kind: "scalar", value: value as never, quoted, ...decimals, at };
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
    this.#fail(node.at, `this has more than ${MOST_VALUES} values once its aliases are expanded`);
  }
}
