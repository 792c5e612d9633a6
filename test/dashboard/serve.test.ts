import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
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
    dashboard = await serveDashboard(join(folder, "results"), 0);
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

  it("counts all runs of a sweep that is done, not those of its last round", async () => {
    const folder = temporaryFolder();
    try {
      mkdirSync(join(folder, "halving/.journal"), { recursive: true });
      const last = { name: "halving", round: "", total: 3, kept: 3, done: 3, failed: 0, running: 0, seconds: 0 };
      writeFileSync(join(folder, "halving/.journal/state.json"), JSON.stringify({ ...last, best: null, ended: true }));
      writeFileSync(join(folder, "halving/manifest.json"), JSON.stringify({ runs: { ok: 3, pruned: 97 } }));
      const [found] = listExperiments(folder);
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
