import { assert } from "chai";
import { oneLine, printable } from "../../src/issues/printable.ts";

describe("a text from outside", () => {
  it("holds nothing that steers a terminal, and is otherwise as it was", () => {
    assert.equal(oneLine("a\x1b[31mb\r\nc\x9bd"), "a [31mb c d");
    assert.equal(printable("a\x1b[31mb\nc\td\x07"), "a [31mb\nc\td ");
    assert.equal(oneLine("gpj.\u202egnp\u2069"), "gpj. gnp ");
    assert.equal(oneLine("naïve 日本 👩‍🚀 −1"), "naïve 日本 👩‍🚀 −1");
    const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join("");
    assert.notMatch(oneLine(all), /\p{Cc}/u);
    assert.notMatch(printable(all).replace(/[\n\t]/g, ""), /\p{Cc}/u);
  });
});
