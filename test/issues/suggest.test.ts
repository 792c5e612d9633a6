import { assert } from "chai";
import { listedInShort, nearest } from "../../src/issues/suggest.ts";

describe("the nearest name", () => {
  const names = ["grid", "lr", "first", "optimizer", "StepLR", "CosineAnnealingLR"];

  it("is found for letters that changed places", () => {
    const swapped = names.flatMap((name) =>
      [...name].slice(1).flatMap((letter, i) => {
        const before = name[i] as string;
        return letter === before ? [] : [[name.slice(0, i) + letter + before + name.slice(i + 2), name] as const];
      }),
    );
    assert.isAbove(swapped.length, 30);
    for (const [typed, meant] of swapped) assert.equal(nearest(typed, names), meant, typed);
  });

  it("is none for a word that is far from all", () => {
    assert.isUndefined(nearest("2", ["a", "x"]));
    assert.equal(nearest("y", ["x", "y1"]), "y1");
    assert.equal(nearest("y", ["x", "Y"]), "Y");
    assert.isUndefined(nearest("gdri", names));
    assert.isUndefined(nearest("seeds", names));
  });
});

describe("a list of names in a message", () => {
  it("is short, however many there are", () => {
    const names = Array.from({ length: 100_000 }, (_, at) => `c${at}`);
    assert.equal(listedInShort(names.slice(0, 3)), "c0, c1, c2");
    assert.equal(listedInShort(names), "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 … (99988 more)");
  });
});
