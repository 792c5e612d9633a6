import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { remedyOf } from "../remedy.ts";
import { open } from "./open.ts";

const opened = (content: string | Uint8Array, parameters: Record<string, Json> = {}) =>
  open("text", { path: "a.txt", validation: 0, ...parameters }, () =>
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );

function assertMisfit(content: string | Uint8Array, message: string, remedy: string | undefined) {
  try {
    opened(content, { context: 3 });
  } catch (error) {
    assert.instanceOf(error, Misfit);
    assert.deepEqual([error.parameter, error.message, remedyOf(error)], ["path", message, remedy]);
    return;
  }
  assert.fail("it was taken");
}

describe("text data", () => {
  it("are characters in the order of their code points, and the next one of each", () => {
    const { shape, load } = opened("abcab c", { context: 2 });
    const counts = { classes: 4, indices: 4, training: 3, validation: 0 };
    assert.deepEqual(shape, { features: [2], targets: [2], ...counts });
    const { x, y, rows } = load().training;
    assert.equal(rows, 3);
    assert.deepEqual([...x], [1, 2, 3, 1, 2, 0]);
    assert.deepEqual([...y], [2, 3, 1, 2, 0, 3]);
  });

  it("leave out what does not fill a row", () => {
    assert.deepEqual([...opened("ababab", { context: 2 }).load().training.x], [0, 1, 0, 1]);
  });

  it("take what lies beyond 16 bits for one character", () => {
    const { shape, load } = opened("🙂é🙂é🙂", { context: 2 });
    assert.equal(shape.classes, 2);
    assert.deepEqual([...load().training.x], [1, 0, 1, 0]);
  });

  it("hold rows out whole", () => {
    const alphabet = String.fromCodePoint(...Array.from({ length: 41 }, (_, i) => 48 + i));
    const { training, validation } = opened(alphabet, { context: 4, validation: 0.3 }).load();
    assert.deepEqual([training.rows, validation?.rows], [7, 3]);
    for (const { x, y, rows } of [training, validation as typeof training]) {
      for (let row = 0; row < rows; row++) {
        const first = x[row * 4] as number;
        assert.equal(first % 4, 0);
        assert.deepEqual(
          [...x.subarray(row * 4, row * 4 + 4)],
          [0, 1, 2, 3].map((i) => first + i),
        );
        assert.deepEqual(
          [...y.subarray(row * 4, row * 4 + 4)],
          [1, 2, 3, 4].map((i) => first + i),
        );
      }
    }
  });

  it("come with the file's SHA-256, read without its byte order mark", () => {
    assert.equal(opened("\ufeffabab", { context: 1 }).shape.classes, 2);
    assert.match(opened("abab", { context: 1 }).digest, /^[0-9a-f]{64}$/);
    assert.notEqual(opened("abab", { context: 1 }).digest, opened("abba", { context: 1 }).digest);
  });

  it("are refused when too short, of one character, or no text", () => {
    assertMisfit("ababab", "a.txt has 6 characters, but 2 rows of 3 need 7", "a longer text, or a smaller context");
    assertMisfit("", "a.txt has 0 characters, but 2 rows of 3 need 7", "a longer text, or a smaller context");
    assertMisfit("aaaaaaaa", "a.txt has but one character, over and over", undefined);
    assertMisfit(Uint8Array.of(0xe4, 0x0a), "a.txt is not UTF-8 text", "save it as UTF-8");
  });
});
