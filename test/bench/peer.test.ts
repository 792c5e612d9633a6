import { readdirSync } from "node:fs";
import { assert } from "chai";
import { needsPython, syntaxErrors } from "../python.ts";
import { root } from "../root.ts";
import { Peer } from "./peer.ts";

describe("a peer of the bench", () => {
  it("is a script that Python can read", function () {
    needsPython(this);
    const scripts = readdirSync(`${root}test/bench`).filter((name) => name.endsWith(".py"));
    assert.includeMembers(scripts, ["peer_torch.py", "peer_jax.py"]);
    assert.equal(syntaxErrors(scripts.map((name) => `${root}test/bench/${name}`)), "");
  });

  it("that cannot be started says why, and gives no readings", async () => {
    const peer = new Peer("peer_torch.py", "no-such-python");
    const presence = await peer.presence;
    assert.match("missing" in presence ? presence.missing : "", /ENOENT/);
    assert.deepEqual(await peer.measure("PyTorch", { measure: "W1" })(), []);
    await peer.end();
  });

  it("that ends at once says what it printed last", async () => {
    const peer = new Peer("peer_none.py", process.execPath);
    const presence = await peer.presence;
    assert.match("missing" in presence ? presence.missing : "", /^Node\.js v/);
    await peer.end();
  });
});
