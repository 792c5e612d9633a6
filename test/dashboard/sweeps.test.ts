import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import type { DashboardCard } from "../../src/dashboard/sweeps.ts";
import type { PastSession } from "../../src/journal/history.ts";
import { SMALL, STEADY, Workplace } from "../commands/cli.ts";
import { start } from "../commands/process.ts";

const SCRIPTED = `script: {command: [node, train.js], metrics: [loss]}
optimizer: {lr: 0.1}
training: {epochs: 2}
`;
/** It takes some seconds. */
const long = (name: string) =>
  SMALL.replace("name: small", `name: ${name}`).replace("epochs: 4", "epochs: 6000").replace("seeds: 2", "seeds: 4");

interface Page {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
}

describe("sweeps of the dashboard's page", function () {
  this.timeout(120_000);
  let here: Workplace;
  const pages: ChildProcess[] = [];
  const pids = new Set<number>();

  const begin = async (env: NodeJS.ProcessEnv = {}): Promise<Page> => {
    const { child } = start(["dashboard", "--port", "0"], { cwd: here.folder, env: { ...process.env, ...env } });
    pages.push(child);
    const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
    const [, url = "", token = ""] = /(http:\S+)#token=(\S+)/.exec(String(line)) ?? [];
    return { child, url, token };
  };

  interface Order {
    readonly path: string;
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
  }

  function post({ url, token }: Page, { path, body, headers = {} }: Order): Promise<{ status: number; text: string }> {
    const { host, port, origin } = new URL(url);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: "127.0.0.1",
          port,
          path,
          method: "POST",
          headers: { host, origin, "x-lrsweep-token": token, ...headers },
        },
        (response) => {
          let text = "";
          response.on("data", (part) => (text += part));
          response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  const order = async (page: Page, what: string, body: string) =>
    (await post(page, { path: `/orders/${what}`, body })).status;

  async function cardOf({ url }: Page, name: string): Promise<DashboardCard | undefined> {
    const sent = request(new URL("/events", url));
    sent.end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    let text = "";
    for await (const part of response) {
      text += part;
      if (text.endsWith("\n\n")) break;
    }
    return (JSON.parse(text.replace("data: ", "")) as readonly DashboardCard[]).find((card) => card.name === name);
  }

  async function until(page: Page, name: string, isMeant: (card: DashboardCard) => boolean): Promise<DashboardCard> {
    for (;;) {
      const card = await cardOf(page, name);
      if (card !== undefined && isMeant(card)) return card;
      await pause(50);
    }
  }

  const pidOf = (name: string) => {
    const { pid } = JSON.parse(readFileSync(here.at(`results/${name}/.journal/lock`), "utf8")) as { pid: number };
    pids.add(pid);
    return pid;
  };

  before(() => {
    here = new Workplace();
    here.experiment("small", SMALL);
    assert.equal(here.run(["sweep"]).status, 0);
  });
  afterEach(() => {
    for (const child of pages.splice(0)) child.kill("SIGKILL");
    for (const pid of pids)
      try {
        process.kill(pid, "SIGKILL");
      } catch {}
    pids.clear();
  });
  after(() => here?.remove());

  it("are started, stopped and resumed, with the results of one that nobody stopped", async () => {
    here.experiment("long", long("long"));
    const page = await begin();
    assert.deepInclude(await cardOf(page, "long"), { stage: "new", offer: { order: "start", label: "Start" } });
    assert.equal(await order(page, "start", "long"), 200);
    assert.equal(await order(page, "start", "long"), 409, "twice");
    const running = await until(page, "long", ({ stage, done }) => stage === "running" && done > 0);
    assert.deepEqual(running.offer, { order: "stop", label: "Stop" });
    assert.equal(await order(page, "stop", "long"), 200);
    assert.equal(await order(page, "stop", "long"), 409, "twice");
    const stopped = await until(page, "long", ({ stage }) => stage === "stopped");
    assert.isBelow(stopped.done, stopped.total);
    const { offer } = await until(page, "long", (card) => card.offer !== null);
    assert.deepEqual(offer, { order: "start", label: "Resume" });
    assert.equal(await order(page, "start", "long"), 200);
    const done = await until(page, "long", ({ stage }) => stage === "done");
    assert.deepInclude(done, { trouble: "", total: 16 });
    await until(page, "long", (card) => card.offer === null);
    const history = await fetch(new URL("/history?of=long", page.url));
    const [interrupted, finished, ...others] = (await history.json()) as readonly PastSession[];
    assert.deepEqual(others, []);
    assert.deepInclude(interrupted, { end: "interrupted", runs: 16, finding: "" });
    assert.isAtLeast(interrupted?.ended ?? 0, stopped.done);
    assert.deepInclude(finished, { end: "done", ended: 16, runs: 16 });
    assert.equal((interrupted?.trained ?? 0) + (finished?.trained ?? 0), 16);
    const { answer } = JSON.parse(here.read("results/long/manifest.json"));
    assert.isTrue(answer.startsWith(finished?.finding || "none"), answer);
    for (const name of ["../results/long", "no-such", ""])
      assert.deepEqual(await (await fetch(new URL(`/history?of=${name}`, page.url))).json(), []);
    sameAsUndisturbed("long");
  });

  function sameAsUndisturbed(name: string) {
    assert.equal(here.run(["sweep", `experiments/${name}.yaml`, "--output", "undisturbed"]).status, 0);
    for (const file of STEADY)
      assert.equal(here.read(`results/${name}/${file}`), here.read(`undisturbed/${name}/${file}`), file);
  }

  it("lose nothing when they are killed together with the dashboard", async () => {
    here.experiment("killed", long("killed"));
    const first = await begin();
    assert.equal(await order(first, "start", "killed"), 200);
    await until(first, "killed", ({ stage, done }) => stage === "running" && done > 0);
    first.child.kill("SIGKILL");
    process.kill(pidOf("killed"), "SIGKILL");
    const second = await begin();
    const { done } = await until(second, "killed", ({ stage }) => stage === "died");
    assert.isAbove(done, 0);
    assert.equal(await order(second, "start", "killed"), 200);
    await until(second, "killed", ({ stage }) => stage === "done");
    sameAsUndisturbed("killed");
  });

  it("go on when the dashboard is closed, and are stopped by the next one", async () => {
    here.experiment("goes-on", long("goes-on").replace("epochs: 6000", "epochs: 2000000"));
    const first = await begin();
    assert.equal(await order(first, "start", "goes-on"), 200);
    await until(first, "goes-on", ({ stage }) => stage === "running");
    pidOf("goes-on");
    first.child.kill("SIGINT");
    assert.deepEqual(await once(first.child, "exit"), [0, null]);
    const second = await begin();
    const { offer } = await until(second, "goes-on", ({ stage }) => stage === "running");
    assert.equal(offer?.order, "stop");
    assert.equal(await order(second, "stop", "goes-on"), 200);
    await until(second, "goes-on", ({ stage }) => stage === "stopped");
  });

  it("obey nobody without the secret, from elsewhere, or by another name of this machine", async () => {
    here.experiment("guarded", SMALL.replace("name: small", "name: guarded"));
    const page = await begin();
    const { port } = new URL(page.url);
    const strange: readonly Readonly<Record<string, string>>[] = [
      { "x-lrsweep-token": "" },
      { "x-lrsweep-token": `${page.token.slice(0, -1)}!` },
      { "x-lrsweep-token": `${page.token}x` },
      { origin: "" },
      { origin: "null" },
      { origin: "http://evil.example" },
      { origin: `http://localhost:${port}` },
      { origin: `https://127.0.0.1:${port}` },
      { host: `evil.example:${port}`, origin: `http://evil.example:${port}` },
    ];
    for (const headers of strange)
      for (const what of ["start", "stop"])
        assert.equal(
          (await post(page, { path: `/orders/${what}`, body: "guarded", headers })).status,
          403,
          JSON.stringify(headers),
        );
    assert.isFalse(existsSync(here.at("results/guarded")));
    assert.notInclude(await (await fetch(page.url)).text(), page.token, "the page itself does not tell it");
    const own = { host: `localhost:${port}`, origin: `http://localhost:${port}` };
    assert.equal((await post(page, { path: "/orders/start", body: "guarded", headers: own })).status, 200);
    await until(page, "guarded", ({ stage }) => stage === "done");
  });

  it("are those of files in experiments/ alone, without programs", async () => {
    here.experiment("scripted", SCRIPTED);
    here.write("outside.yaml", SMALL.replace("name: small", "name: outside"));
    here.write("experiments/twice.yaml", SMALL.replace("name: small", "name: two"));
    here.write("experiments/again.yaml", SMALL.replace("name: small", "name: two"));
    const page = await begin({ LRSWEEP_TRUST_SCRIPTS: "1" });
    assert.deepInclude(await cardOf(page, "scripted"), { offer: null });
    assert.include((await cardOf(page, "scripted"))?.trouble, "--trust-scripts");
    assert.equal(await order(page, "start", "scripted"), 403);
    for (const name of [
      "outside",
      "../outside",
      "../outside.yaml",
      here.at("outside.yaml"),
      "two",
      "",
      "--help",
      "constructor",
    ])
      assert.equal(await order(page, "start", name), 404, name);
    assert.equal(await order(page, "start", "small"), 409, "finished");
    assert.equal(await order(page, "stop", "small"), 409, "does not run");
    assert.equal(await order(page, "stop", "../results/small"), 404);
    assert.equal(await order(page, "constructor", "small"), 404);
    assert.equal(await order(page, "start", "x".repeat(1 << 17)), 413);
  });

  it("load no plugins of the folder, and say why they did not start", async () => {
    here.experiment("plain", SMALL.replace("name: small", "name: plain"));
    here.write("lrsweep.config.yaml", "plugins: [evil.js]\n");
    here.write("evil.js", 'import { writeFileSync } from "node:fs"; writeFileSync("evil.txt", "");\n');
    const page = await begin({ LRSWEEP_TRUST_PLUGINS: "1" });
    assert.equal(await order(page, "start", "plain"), 200);
    const { offer } = await until(page, "plain", ({ trouble }) => trouble.includes("--trust-plugins"));
    assert.equal(offer?.order, "start");
    assert.isFalse(existsSync(here.at("evil.txt")));
    here.write("lrsweep.config.yaml", "csv: plain\n");
    assert.equal(await order(page, "start", "plain"), 200);
    assert.equal((await until(page, "plain", ({ stage }) => stage === "done")).trouble, "");
  });

  it("have notes, which are kept in their results and nowhere else", async () => {
    const page = await begin();
    assert.equal(await order(page, "note", "small\nSee **this**.\n</script>"), 200);
    assert.equal(here.read("results/small/notes.md"), "See **this**.\n</script>");
    assert.equal((await cardOf(page, "small"))?.note, "See **this**.\n</script>");
    here.write("secret.txt", "secret");
    symlinkSync(here.at("secret.txt"), here.at("results/small/notes.md.part"));
    assert.equal(await order(page, "note", "small\nagain"), 200);
    assert.equal(here.read("secret.txt"), "secret");
    for (const name of ["../small", "results/small", "none", "."])
      assert.equal(await order(page, "note", `${name}\nx`), 404);
    const { status } = await post(page, { path: "/orders/note", body: "small\nx", headers: { "x-lrsweep-token": "" } });
    assert.equal(status, 403);
    assert.equal(await order(page, "note", "small\n "), 200);
    assert.isFalse(existsSync(here.at("results/small/notes.md")));
  });

  it("are deleted, with their results alone, and not while they run", async () => {
    here.experiment("gone", long("gone").replace("epochs: 6000", "epochs: 2000000"));
    const page = await begin();
    assert.equal(await order(page, "delete", "gone"), 404, "no results");
    for (const name of ["../experiments", "..", ".", "", "small/.journal"])
      assert.equal(await order(page, "delete", name), 404, name);
    assert.equal(await order(page, "start", "gone"), 200);
    await until(page, "gone", ({ stage }) => stage === "running");
    pidOf("gone");
    assert.equal(await order(page, "delete", "gone"), 409);
    assert.equal(await order(page, "stop", "gone"), 200);
    await until(page, "gone", ({ stage, offer }) => stage === "stopped" && offer !== null);
    const stranger = { path: "/orders/delete", body: "gone", headers: { "x-lrsweep-token": "" } };
    assert.equal((await post(page, stranger)).status, 403);
    assert.isTrue(existsSync(here.at("results/gone")));
    assert.equal(await order(page, "delete", "gone"), 200);
    assert.isFalse(existsSync(here.at("results/gone")));
    assert.isTrue(existsSync(here.at("results/small/runs.csv")));
    await until(page, "gone", ({ stage }) => stage === "new");
  });

  it("train what an edit of the file changed, once they are asked to", async () => {
    here.experiment("edited", SMALL.replace("name: small", "name: edited"));
    const page = await begin();
    assert.equal(await order(page, "start", "edited"), 200);
    await until(page, "edited", ({ stage, offer }) => stage === "done" && offer === null);
    here.experiment("edited", SMALL.replace("name: small", "name: edited").replace("seeds: 2", "seeds: 3"));
    const { offer } = await until(page, "edited", (card) => card.offer !== null);
    assert.equal(offer?.label, "Train as the file is now");
    assert.equal(await order(page, "start", "edited"), 200);
    await until(page, "edited", ({ total, stage }) => stage === "done" && total === 12);
  });
});
