import { assert } from "chai";
import fc from "fast-check";
import { Misfit } from "../../src/contracts/part.ts";
import { decodeText } from "../../src/formats/encoding.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

function utf16(text: string, isLittle: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2 + 2);
  const view = new DataView(bytes.buffer);
  [..."\ufeff".concat(text).split("")].forEach((unit, at) => {
    view.setUint16(at * 2, unit.charCodeAt(0), isLittle);
  });
  return bytes;
}

describe("a file's encoding", () => {
  it("is what its byte order mark says, else UTF-8, for any text", () => {
    // Characters that a text can start with, and hold.
    const text = fc.string({ unit: fc.constantFrom(...'aZ9,;"\n\täß€é𝄞—') });
    fc.assert(
      fc.property(text, (text) => {
        assert.deepEqual(decodeText(utf8(text), "a", "auto"), { text, encoding: "utf-8" });
        assert.deepEqual(decodeText(utf8(`\ufeff${text}`), "a", "auto"), { text, encoding: "utf-8" });
        assert.deepEqual(decodeText(utf16(text, true), "a", "auto"), { text, encoding: "utf-16" });
        assert.deepEqual(decodeText(utf16(text, false), "a", "auto"), { text, encoding: "utf-16" });
      }),
    );
  });

  it("is Windows-1252 where it cannot be UTF-8, on every version of Node", () => {
    const bytes = Uint8Array.from([0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0x80, 0x92, 0x9f]);
    assert.deepEqual(decodeText(bytes, "a", "auto"), { text: "Größe €’Ÿ", encoding: "windows-1252" });
  });

  it("is taken as told", () => {
    assert.equal(decodeText(utf8("ä"), "a", "windows-1252").text, "Ã¤");
    assert.equal(decodeText(utf16("ä", true).subarray(2), "a", "utf-16").text, "ä");
  });

  it("is none where the bytes are no text", () => {
    const refused = (bytes: readonly number[], asked: "auto" | "utf-8" | "utf-16", message: string) =>
      assert.throws(() => decodeText(Uint8Array.from(bytes), "a.csv", asked), Misfit, message);
    refused([0x61, 0x81], "auto", "a.csv is not text in UTF-8, in UTF-16 with a byte order mark or in Windows-1252");
    refused([0x61, 0, 0x62, 0], "auto", "a.csv is not text in UTF-8");
    refused([0x50, 0x4b, 3, 4, 0, 0xff], "auto", "a.csv is a workbook or another zip file, not text");
    refused([0x61, 0xe4], "utf-8", "a.csv is not UTF-8 text");
    refused([0x61], "utf-16", "a.csv is not UTF-16 text");
  });
});
