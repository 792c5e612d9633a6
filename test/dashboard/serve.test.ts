import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { assert } from "chai";
import { listExperiments } from "../../src/dashboard/experiments.ts";
import { serveDashboard } from "../../src/dashboard/serve.ts";
import type { LocalServer } from "../../src/io/local-server.ts";
import { temporaryFolder } from "../temporary-folder.ts";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

describe("the dashboard's server", () => {
  let folder: string;
  let dashboard: LocalServer;

  before(async () => {
    folder = temporaryFolder();
    mkdirSync(join(folder, "results/demo/.journal"), { recursive: true });
    writeFileSync(join(folder, "secret.csv"), "secret");
    writeFileSync(join(folder, "results/demo/runs.csv"), "run\n");
    writeFileSync(join(folder, "results/demo/x.svg"), "<svg/>");
    writeFileSync(join(folder, "results/demo/page.html"), "<p>");
    writeFileSync(join(folder, "results/demo/.hidden"), "secret");
    writeFileSync(join(folder, "results/demo/.journal/runs"), "secret");
    symlinkSync(join(folder, "secret.csv"), join(folder, "results/demo/link.csv"));
    symlinkSync(folder, join(folder, "results/out"));
    symlinkSync(join(folder, "results/demo/.journal"), join(folder, "results/journal"));
    const program = { script: "", experiments: join(folder, "experiments") };
    dashboard = await serveDashboard(join(folder, "results"), 0, program);
  });
  after(async () => {
    await dashboard.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As sent: fetch would tidy the path, and choose the host by itself. */
  function ask(path: string, { method = "GET", host }: { method?: string; host?: string } = {}): Promise<Answer> {
    const { port } = new URL(dashboard.url);
    return new Promise((resolve, reject) => {
      const headers = host === undefined ? {} : { host };
      const sent = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      sent.on("error", reject);
      sent.end();
    });
  }

  it("serves what is in the results, each kind as what it is", async () => {
    const csv = await ask("/results/demo/runs.csv");
    assert.deepEqual([csv.status, csv.text], [200, "run\n"]);
    assert.equal(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert.equal(csv.headers["x-content-type-options"], "nosniff");
    assert.equal((await ask("/results/demo/x.svg")).headers["content-type"], "image/svg+xml; charset=utf-8");
    assert.include((await ask("/results/demo/x.svg")).headers["content-security-policy"], "default-src 'none'");
    assert.match((await ask("/results/demo/page.html")).headers["content-security-policy"] as string, /sandbox/);
    assert.include((await ask("/")).text, "<title>lrsweep</title>");
  });

  it("sends a file bit by bit, however large, and of HEAD the length alone", async () => {
    // Sparse: it takes no room on the disk.
    truncateSync(join(folder, "results/demo/runs.csv"), 5 * 2 ** 30);
    const head = await ask("/results/demo/runs.csv", { method: "HEAD" });
    assert.deepEqual([head.status, head.headers["content-length"], head.text], [200, String(5 * 2 ** 30), ""]);
    const { port } = new URL(dashboard.url);
    const before = process.memoryUsage().rss;
    const sent = request({ host: "127.0.0.1", port, path: "/results/demo/runs.csv" });
    sent.end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    await once(response, "data");
    assert.isBelow(process.memoryUsage().rss - before, 200 << 20);
    sent.destroy();
    writeFileSync(join(folder, "results/demo/runs.csv"), "run\n");
    writeFileSync(join(folder, "results/demo/empty.csv"), "");
    assert.deepEqual((await ask("/results/demo/empty.csv")).status, 200);
  });

  it("survives whatever stands where a sweep writes", async function () {
    const inner = join(folder, "results/odd/.journal");
    mkdirSync(inner, { recursive: true });
    const state = { name: "odd", round: "", total: 3, kept: 0, done: 1, failed: 0, running: 0, seconds: 1 };
    const odd = [
      "null",
      "[]",
      "7",
      "{}",
      "{",
      "",
      '"x"',
      JSON.stringify({ ...state, done: "1", best: null, ended: true }),
    ];
    for (const content of odd) {
      writeFileSync(join(inner, "state.json"), content);
      writeFileSync(join(folder, "results/odd/manifest.json"), content);
      assert.isArray(listExperiments(join(folder, "results"), new Date()), content);
    }
    for (const best of [7, "text", {}, { figure: null }]) {
      writeFileSync(join(inner, "state.json"), JSON.stringify({ ...state, best, ended: false }));
      const found = listExperiments(join(folder, "results"), new Date()).find(({ name }) => name === "odd");
      assert.deepInclude(found, { stage: "died", best: "" });
    }
    if (process.platform === "win32") this.skip();
    for (const name of [".journal/state.json", "manifest.json"]) {
      rmSync(join(folder, "results/odd", name));
      execFileSync("mkfifo", [join(folder, "results/odd", name)]);
    }
    assert.isArray(listExperiments(join(folder, "results"), new Date()));
    assert.equal((await ask("/results/odd/manifest.json")).status, 404);
    rmSync(join(folder, "results/odd"), { recursive: true });
  });

  it("tells every open page what is new, also when another page is opened before the next look", async () => {
    const inner = join(folder, "results/told/.journal");
    mkdirSync(inner, { recursive: true });
    const state = {
      name: "told",
      round: "",
      total: 3,
      kept: 0,
      done: 1,
      failed: 0,
      running: 0,
      seconds: 1,
      best: null,
    };
    const write = (ended: boolean) => writeFileSync(join(inner, "state.json"), JSON.stringify({ ...state, ended }));
    write(false);
    const follow = async () => {
      const sent = request({ host: "127.0.0.1", port: new URL(dashboard.url).port, path: "/events" });
      sent.end();
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      return { sent, next: async () => String((await once(response, "data"))[0]) };
    };
    const first = await follow();
    assert.include(await first.next(), '"stage":"died"');
    write(true);
    const news = first.next();
    const second = await follow();
    assert.include(await second.next(), '"stage":"stopped"');
    assert.include(await news, '"stage":"stopped"');
    first.sent.destroy();
    second.sent.destroy();
    rmSync(join(folder, "results/told"), { recursive: true });
  });

  it("shows a shard whose runs have ended as what it is", () => {
    const inner = join(folder, "results/part.shard-0-of-2/.journal");
    mkdirSync(inner, { recursive: true });
    const state = {
      name: "part",
      round: "",
      total: 3,
      kept: 0,
      done: 3,
      failed: 0,
      running: 0,
      seconds: 1,
      best: null,
    };
    writeFileSync(join(inner, "state.json"), JSON.stringify({ ...state, ended: true }));
    const release = { version: "1", build: "2" };
    const note = { name: "part", shard: { index: 0, of: 2 }, digest: "", release, directory: "." };
    writeFileSync(join(inner, "../shard.json"), JSON.stringify(note));
    writeFileSync(join(inner, "../experiment.yaml"), "");
    const found = listExperiments(join(folder, "results"), new Date()).find(({ name }) => name.startsWith("part"));
    assert.equal(found?.stage, "unmerged");
  });

  it("counts all runs of a sweep that is done, not those of its last round", async () => {
    const folder = temporaryFolder();
    try {
      mkdirSync(join(folder, "halving/.journal"), { recursive: true });
      const last = { name: "halving", round: "", total: 3, kept: 3, done: 3, failed: 0, running: 0, seconds: 0 };
      writeFileSync(join(folder, "halving/.journal/state.json"), JSON.stringify({ ...last, best: null, ended: true }));
      writeFileSync(
        join(folder, "halving/manifest.json"),
        JSON.stringify({ digest: "d", runs: { ok: 3, pruned: 97 } }),
      );
      const [found] = listExperiments(folder, new Date());
      assert.deepInclude(found, { stage: "done", done: 100, total: 100 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("serves nothing else: no path that leaves the folder, no link out of it, nothing hidden", async () => {
    const paths = [
      "/results/../secret.csv",
      "/results/demo/../../secret.csv",
      "/results/%2e%2e/secret.csv",
      "/results/..%2fsecret.csv",
      "/results/demo/..%2f..%2fsecret.csv",
      "/results/demo/..%5c..%5csecret.csv",
      `/results/${encodeURIComponent(join(folder, "secret.csv"))}`,
      `/results/${join(folder, "secret.csv")}`,
      "/results/demo/link.csv",
      "/results/out/secret.csv",
      "/results/demo/.hidden",
      "/results/demo/.journal/runs",
      "/results/demo/%2ejournal/runs",
      "/results/journal/runs",
      "/results/demo/runs.csv%00.html",
      "/results/demo/%",
      "/results/demo",
      "/results/",
      "/secret.csv",
      "/compare?with=../demo&with=demo",
    ];
    for (const path of paths) {
      const { status, text } = await ask(path);
      assert.equal(status, 404, path);
      assert.notInclude(text, "secret\n", path);
      assert.notEqual(text, "secret", path);
    }
  });

  it("answers to its own address only, whatever a name may have been made to mean", async () => {
    const { host, port } = new URL(dashboard.url);
    for (const own of [host, `localhost:${port}`, `[::1]:${port}`])
      assert.equal((await ask("/", { host: own })).status, 200, own);
    for (const foreign of ["evil.example", `evil.example:${port}`, "127.0.0.1", `127.0.0.1.evil.example:${port}`])
      for (const path of ["/", "/events", "/results/demo/runs.csv"])
        assert.equal((await ask(path, { host: foreign })).status, 403, `${foreign}${path}`);
  });

  it("only reads", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
      assert.equal((await ask("/results/demo/runs.csv", { method })).status, 405, method);
    assert.deepInclude(await ask("/results/demo/runs.csv", { method: "HEAD" }), { status: 200, text: "" });
  });

  it("says what is wrong with a comparison", async () => {
    assert.deepInclude(await ask("/compare"), {
      status: 400,
      text: "Name at least two sweeps: /compare?with=one&with=other\n",
    });
    assert.match((await ask("/compare?with=demo&with=other")).text, /^There is no finished sweep named demo\./);
  });
});
