import { spawnSync } from "node:child_process";
import { assert } from "chai";
import { isRunning, ownIdentity, startFromPs } from "../../src/io/process-identity.ts";

describe("the identity of a process", () => {
  it("is that of a running process, and no longer when its number has gone to another", () => {
    const own = ownIdentity();
    assert.isTrue(isRunning(own));
    assert.isFalse(isRunning({ ...own, start: "long ago" }));
    assert.isFalse(isRunning({ ...own, pid: 2 ** 22 - 1 }));
  });

  it("is not known where the system does not tell when a process started", () => {
    assert.isUndefined(isRunning(ownIdentity(), () => undefined));
  });

  it("comes from ps where there is no /proc, in whatever locale and time zone", function () {
    if (spawnSync("ps", ["-o", "lstart=", "-p", `${process.pid}`]).status !== 0) this.skip();
    const start = startFromPs(process.pid);
    assert.match(start ?? "", /^\w{3} \w{3} +\d+ [\d:]{8} \d{4}$/);
    const zone = process.env.TZ;
    process.env.TZ = "Pacific/Auckland";
    try {
      assert.strictEqual(startFromPs(process.pid), start);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
    assert.isUndefined(startFromPs(2 ** 22 - 1));
    assert.isTrue(isRunning({ ...ownIdentity(), start: start ?? "" }, startFromPs));
  });
});
