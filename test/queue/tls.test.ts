import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { readAddress } from "../../src/queue/address.ts";
import { connect, Unreachable } from "../../src/queue/connection.ts";
import { type End, type Running, start } from "../commands/process.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type Certificate, certify, needsOpenssl } from "./certificate.ts";
import { freePort, needsRedis, RedisServer } from "./redis.ts";

const EXPERIMENT = `
data: {type: linear, features: 3, samples: 40}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 2}
seeds: 20
`;

describe("a Redis behind TLS", function () {
  this.timeout(60_000);
  let home: string;
  let own: Certificate;
  let redis: RedisServer;
  const running: Running[] = [];

  before(async function () {
    needsRedis(this);
    needsOpenssl(this);
    home = temporaryFolder();
    own = certify(home);
    redis = RedisServer.behindTls(await freePort(), own);
    await redis.start();
  });
  after(async () => {
    for (const { child } of running) child.kill("SIGKILL");
    await redis?.remove();
    if (home) rmSync(home, { recursive: true, force: true });
  });

  /** The command line, as a process that knows these authorities besides those of the world. */
  function run(args: readonly string[], authority?: string): Promise<End> {
    const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
    const known = authority === undefined ? env : { ...env, NODE_EXTRA_CA_CERTS: authority };
    const begun = start(args, { env: known });
    running.push(begun);
    return begun.end;
  }

  const refusal = (url: string) => connect(readAddress(url, undefined), () => undefined).catch((error) => error);

  it("is worked with by those who know its authority, with the same results", async () => {
    const file = join(home, "demo.yaml");
    writeFileSync(file, EXPERIMENT);
    const sweep = (folder: string, options: readonly string[]) =>
      run(["sweep", file, "--output", join(home, folder), ...options], own.authority);
    const worker = run(["worker", "--queue", redis.url, "--concurrency", "1", "--idle", "3"], own.authority);
    const [queued, here, served] = await Promise.all([
      sweep("queued", ["--queue", redis.url]),
      sweep("here", []),
      worker,
    ]);
    for (const { code, text } of [queued, here, served]) assert.strictEqual(code, 0, text);
    assert.match(served.text, /left demo after \d+ chunks/);
    const rows = (folder: string) => readFileSync(join(home, folder, "demo/epochs.csv"), "utf8");
    assert.strictEqual(rows("queued"), rows("here"));
  });

  it("whose certificate is not trusted is refused, and how to trust it is said", async () => {
    const { code, text } = await run(["worker", "--queue", redis.url]);
    assert.strictEqual(code, 1, text);
    assert.include(text, `cannot use ${redis.url}: its certificate is not trusted (`);
    assert.include(text, "NODE_EXTRA_CA_CERTS=/path/to/ca.crt");
  });

  it("whose certificate is of another host is refused", async () => {
    const { text } = await run(["worker", "--queue", redis.url.replace("127.0.0.1", "localhost")], own.authority);
    assert.include(text, "its certificate is of another host (");
    assert.include(text, "a name that the certificate has");
  });

  it("and one without are told apart, if the URL is of the other", async () => {
    const plain = new RedisServer(await freePort());
    try {
      await plain.start();
      const [none, some] = await Promise.all([
        refusal(plain.url.replace("redis:", "rediss:")),
        refusal(redis.url.replace("rediss:", "redis:")),
      ]);
      assert.instanceOf(none, Unreachable);
      assert.include(none.message, "no answer by TLS within 5 s: if it speaks none there, take redis://");
      assert.instanceOf(some, Unreachable);
      assert.include(some.message, "it closed the connection: if it speaks TLS there, take rediss://");
    } finally {
      await plain.remove();
    }
  });
});
