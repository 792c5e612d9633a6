import { assert } from "chai";
import { faultText } from "../../src/io/fault-text.ts";

const withCode = (code: string) => Object.assign(new Error(`${code}: something, open 'a'`), { code });

describe("an error that nobody foresaw", () => {
  it("is one line and a request, with the trace for those who ask", () => {
    const error = new TypeError("Cannot read properties of\x1b[31m undefined (reading 'x')");
    const text = faultText(error, false);
    assert.equal(
      text,
      "error: Cannot read properties of [31m undefined (reading 'x')\n" +
        "This is a fault of lrsweep. Please report it with the command and the experiment; LRSWEEP_DEBUG=1 shows where it happened.",
    );
    assert.include(faultText(error, true), "fault-text.test");
    for (const odd of [undefined, null, "text", 7, {}])
      assert.match(faultText(odd, false), /^error: .*\nThis is a fault/);
  });

  it("of the machine is one sentence that says what is short", () => {
    const found = ["EMFILE", "ENFILE", "ENOMEM", "ENOSPC", "EDQUOT", "EROFS", "EIO"].map((code) =>
      faultText(withCode(code), false),
    );
    for (const [i, text] of found.entries()) {
      assert.notInclude(text, "\n", text);
      assert.match(text, /^error: .* \(E[A-Z]+\)/, String(i));
    }
    assert.include(found[0], "ulimit -n");
    const short = [
      new RangeError("Array buffer allocation failed"),
      new RangeError("WebAssembly.Memory(): could not allocate memory"),
      new RangeError("Invalid array length"),
      Object.assign(new Error("Worker terminated due to reaching memory limit"), { code: "ERR_WORKER_OUT_OF_MEMORY" }),
    ];
    for (const error of short)
      assert.match(faultText(error, false), /^error: there is not enough memory; use fewer threads/);
  });
});
