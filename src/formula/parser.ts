import jsep from "jsep";

/** A formula's tree, as jsep gives it, with places. */
export interface Parsed {
  readonly root: jsep.Expression;
  /** Where an expression begins, in characters from 0. */
  placeOf(node: jsep.Expression): number;
  /** Whether an expression stands in parentheses of its own. */
  isGrouped(node: jsep.Expression): boolean;
}

/** The text is no expression. */
export class ParseError extends Error {
  constructor(
    /** In characters from 0. */
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

/** The class behind jsep's function; its typings leave it out. */
interface Parser {
  readonly expr: string;
  readonly index: number;
  gobbleSpaces(): void;
  gobbleToken(): jsep.Expression | false;
  parse(): jsep.Expression;
  throwError(message: string): never;
}

const { Jsep } = jsep as unknown as { readonly Jsep: new (text: string) => Parser };

// Python's floor division, which schedules are full of.
jsep.addBinaryOp("//", 10);

/** Notes where each operand begins: jsep's trees do not say. */
class PlacedParser extends Jsep {
  readonly places = new Map<object, number>();

  override gobbleToken(): jsep.Expression | false {
    this.gobbleSpaces();
    const start = this.index;
    const node = super.gobbleToken();
    if (node) this.places.set(node, start);
    // Nothing stands in `()`, and jsep would pass over it.
    else if (this.index > start) this.throwError("nothing stands in these parentheses");
    return node;
  }
}

/** Parses an expression. Throws ParseError. */
export function parse(text: string): Parsed {
  const parser = new PlacedParser(text);
  const placeOf = (node: jsep.Expression): number => {
    const own = parser.places.get(node);
    return own ?? placeOf((node.left ?? node.test) as jsep.Expression);
  };
  try {
    const root = parser.parse();
    const isGrouped = (node: jsep.Expression) => text[parser.places.get(node) ?? -1] === "(";
    return { root, placeOf, isGrouped };
  } catch (error) {
    if (!(error instanceof Error) || !("index" in error) || !("description" in error)) throw error;
    const message = String(error.description);
    throw new ParseError(Number(error.index), message[0]?.toLowerCase() + message.slice(1));
  }
}
