import { assert } from "chai";
import fc from "fast-check";
import { stringify } from "yaml";
import { issue, type Span } from "../../src/issues/issue.ts";
import { locate } from "../../src/issues/locate.ts";
import { renderIssues } from "../../src/issues/render.ts";
import { decode, parseSource } from "../../src/source/source.ts";
import { canonical, type Node, toJson } from "../../src/source/tree.ts";

/** Each scalar of a tree with the place that it claims. */
function scalars(node: Node): readonly (readonly [unknown, Span])[] {
  switch (node.kind) {
    case "scalar":
      return [[node.value, node.at]];
    case "list":
      return node.items.flatMap(scalars);
    case "map":
      return [...node.entries.values()].flatMap(({ value }) => scalars(value));
  }
}

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false, "text", "a: b", "- x", "é", ""),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Number.isInteger(x) || Number.isSafeInteger(x)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("value"), { maxKeys: 3 }),
  ),
})).value;

describe("A YAML source", () => {
  it("is the value that was written, whatever its form", () => {
    fc.assert(
      fc.property(values, fc.constantFrom("BLOCK", "FLOW", "any"), (value, style) => {
        const collectionStyle = style === "any" ? "any" : (style.toLowerCase() as "block" | "flow");
        const { root, issues } = parseSource(stringify({ value }, { collectionStyle, aliasDuplicateObjects: false }));
        assert.deepEqual(issues, []);
        assert.strictEqual(root && canonical(toJson(root)), canonical({ value } as never));
      }),
    );
  });

  it("knows where each value stands", () => {
    const text = "\uFEFFa: 1\r\nb:\r\n  - x\r\n  - {c: 2.5, d: 'y'}\r\n";
    const { root } = parseSource(text);
    const places = scalars(root as Node).map(([value, { offset, length }]) => [
      value,
      text.slice(offset, offset + length),
    ]);
    assert.deepEqual(places, [
      [1, "1"],
      ["x", "x"],
      [2.5, "2.5"],
      ["y", "'y'"],
    ]);
  });

  it("shares the trees of aliases", () => {
    const { root } = parseSource("a: &a {b: 1}\nc: *a\n");
    if (root?.kind !== "map") throw new Error("not a map");
    assert.strictEqual(root.entries.get("c")?.value, root.entries.get("a")?.value);
  });

  it("is UTF-8 text", () => {
    assert.strictEqual(decode(new TextEncoder().encode("a: é")), "a: é");
    assert.strictEqual(decode("a: 1\rb: 2\r\nc: 3\n"), "a: 1\nb: 2\r\nc: 3\n");
    assert.propertyVal(decode(Uint8Array.of(0xff)), "code", "file");
    assert.propertyVal(decode("a\0b"), "code", "file");
  });
});

describe("A place", () => {
  it("is counted in lines and columns from 1, a byte order mark apart", () => {
    const text = "\uFEFFab\r\ncd\n";
    const at = (offset: number) => {
      const [found] = locate([issue("syntax", { offset, length: 0 }, "")], "f", text);
      return [found?.place.line, found?.place.column, found?.place.text];
    };
    assert.deepEqual([1, 2, 5, 6].map(at), [
      [1, 1, "ab"],
      [1, 2, "ab"],
      [2, 1, "cd"],
      [2, 2, "cd"],
    ]);
  });

  it("keeps its caret under the character when tabs come before it", () => {
    const [found] = locate([issue("syntax", { offset: 3, length: 1 }, "m")], "f", "a\t\tb");
    assert.strictEqual(renderIssues(found ? [found] : []), "f:1:4: error: m\n    1 | a  b\n      |    ^");
  });
});
