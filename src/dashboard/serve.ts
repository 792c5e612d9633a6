import { join } from "node:path";
import { pipeline } from "node:stream";
import {
  bodyOf,
  type HttpRequest,
  type HttpResponse,
  isForThisMachine,
  isFromOwnPage,
  type LocalServer,
  newToken,
  serveLocally,
} from "../io/local-server.ts";
import { openStream } from "../io/read.ts";
import { readHistory } from "../journal/history.ts";
import { ownValue } from "../numbers/own.ts";
import { pageHtml, policyOf, reportHtml } from "../page/html.ts";
import { readReport } from "../page/read.ts";
import { type ComparedSweep, compareReports, NotComparable } from "../report/compare.ts";
import { serveFile } from "./files.ts";
import { Live } from "./live.ts";
import { OrderRefused, type SweepProgram, Sweeps } from "./sweeps.ts";

/**
 * Serves a results folder to browsers on this machine. Rejects with the error of listening, such as EADDRINUSE if the port is taken.
 * The URL carries a secret behind its #, which browsers keep to themselves: only whoever has it may change anything.
 */
export async function serveDashboard(results: string, port: number, program: SweepProgram): Promise<LocalServer> {
  const { report, dashboard } = await import("#page");
  const pages = { report: report(), dashboard: dashboard() };
  const sweeps = new Sweeps(results, program);
  const live = new Live(() => sweeps.cards());
  const token = newToken();
  const server = await serveLocally(port, (request, response) => {
    answer({ results, pages, live, sweeps, token }, request, response).catch(() => {
      fail(response, 500, "Something went wrong.");
    });
  });
  const close = () => {
    live.close();
    sweeps.close();
    return server.close();
  };
  return { url: `${server.url}#token=${token}`, close };
}

type OpenedStream = NonNullable<ReturnType<typeof openStream>>;

interface DashboardSite {
  readonly results: string;
  readonly pages: Readonly<Record<"report" | "dashboard", { readonly script: string; readonly style: string }>>;
  readonly live: Live;
  readonly sweeps: Sweeps;
  readonly token: string;
}

async function answer(site: DashboardSite, request: HttpRequest, response: HttpResponse): Promise<void> {
  harden(response);
  const url = request.url ?? "/";
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (!isForThisMachine(request)) fail(response, 403, "This server answers only to this machine's own address.");
  else if (isRead) answerRead(site, url, response);
  else if (request.method === "POST" && url.startsWith("/orders/")) await answerOrder(site, request, response);
  else {
    response.setHeader("allow", "GET, HEAD");
    fail(response, 405, "This server answers only GET requests.");
  }
}

/** The most bytes of an order. */
const MOST_BODY = 1 << 16;

/** Carries out what the page asks for: POST /orders/start with a sweep's name. */
async function answerOrder(site: DashboardSite, request: HttpRequest, response: HttpResponse): Promise<void> {
  if (!isFromOwnPage(request, site.token)) {
    fail(
      response,
      403,
      "Open the address that the command dashboard printed last. Only that page may change anything.",
    );
    return;
  }
  const order = ownValue(ORDERS, (request.url ?? "").slice("/orders/".length));
  const body = await bodyOf(request, MOST_BODY);
  if (order === undefined) fail(response, 404, "There is no such order.");
  else if (body === undefined) fail(response, 413, "That is too long.");
  else {
    try {
      order(site, body);
      send(response, 200, "text/plain; charset=utf-8", "");
    } catch (error) {
      if (!(error instanceof OrderRefused)) throw error;
      fail(response, error.status, error.message);
    }
  }
}

/** What the page may ask for, each with the text that it sends. They throw OrderRefused. */
const ORDERS = {
  start: ({ sweeps }: DashboardSite, name: string) => sweeps.start(name),
  stop: ({ sweeps }: DashboardSite, name: string) => sweeps.stop(name),
  delete: ({ sweeps }: DashboardSite, name: string) => sweeps.delete(name),
  /** The name on the first line, what is to be kept beneath it. */
  note({ sweeps }: DashboardSite, body: string) {
    const [name = "", ...lines] = body.split("\n");
    sweeps.note(name, lines.join("\n"));
  },
} as const;

function answerRead(site: DashboardSite, url: string, response: HttpResponse): void {
  // Not parsed as a URL, because that would resolve `..` before the check.
  const [path = "/", query = ""] = url.split("?", 2);
  if (path === "/") sendHome(site, response);
  else if (path === "/events") site.live.add(response);
  else if (path === "/history") sendHistory(site, new URLSearchParams(query).get("of") ?? "", response);
  else if (path === "/compare") sendComparison(site, new URLSearchParams(query).getAll("with"), response);
  else if (path.startsWith("/results/")) sendFile(site, path.slice("/results/".length), response);
  else fail(response, 404, "There is no such page.");
}

/** Headers of all responses: no type sniffing, framing, sharing with other sites, or caching. */
function harden(response: HttpResponse): void {
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("cross-origin-resource-policy", "same-origin");
  response.setHeader("cache-control", "no-store");
  response.setHeader("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
}

function send(response: HttpResponse, status: number, type: string, content: string | Uint8Array): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(content) });
  response.end(response.req.method === "HEAD" ? undefined : content);
}

function fail(response: HttpResponse, status: number, words: string): void {
  if (response.headersSent) response.end();
  else send(response, status, "text/plain; charset=utf-8", `${words}\n`);
}

const HTML = "text/html; charset=utf-8";

function sendHome({ pages }: DashboardSite, response: HttpResponse): void {
  const { script } = pages.dashboard;
  response.setHeader("content-security-policy", `${policyOf(script)}; connect-src 'self'; frame-ancestors 'none'`);
  send(response, 200, HTML, pageHtml("lrsweep", pages.dashboard, []));
}

/** A page may run scripts, but in an origin of its own, so files of the folder cannot act as pages of this server. */
const AS_NOBODY = "sandbox allow-scripts allow-downloads allow-modals allow-popups";

function sendFile({ results }: DashboardSite, path: string, response: HttpResponse): void {
  const file = serveFile(results, path);
  if (file?.type === HTML) {
    const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";
    response.setHeader("content-security-policy", `${policy}; ${AS_NOBODY}`);
  }
  const opened = file && openStream(file.path);
  if (file === undefined || opened === undefined) fail(response, 404, "There is no such file in the results.");
  else stream(response, file.type, opened);
}

function stream(response: HttpResponse, type: string, { bytes, stream }: OpenedStream): void {
  response.writeHead(200, { "content-type": type, "content-length": bytes });
  // A browser that goes, or a file that is cut short meanwhile, ends the answer; the length tells that it is not whole.
  if (response.req.method !== "HEAD") pipeline(stream, response, () => undefined);
  else {
    stream.destroy();
    response.end();
  }
}

function sendHistory({ results }: DashboardSite, name: string, response: HttpResponse): void {
  const found = isName(name) ? readHistory(join(results, name)) : [];
  send(response, 200, "application/json", JSON.stringify(found));
}

/** A name of results, and no way out of their folder. */
const isName = (name: string) => /^[A-Za-z0-9][\w.-]*$/.test(name);

/** Thrown for a request that is refused, with the response's status and text. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    words: string,
  ) {
    super(words);
  }
}

function sendComparison({ results, pages }: DashboardSite, names: readonly string[], response: HttpResponse): void {
  try {
    const html = reportHtml(compareReports(sweepsOf(results, names)), pages.report);
    response.setHeader("content-security-policy", `${policyOf(pages.report.script)}; ${AS_NOBODY}`);
    send(response, 200, HTML, html);
  } catch (error) {
    if (error instanceof Refusal) fail(response, error.status, error.message);
    else if (error instanceof NotComparable) fail(response, 409, error.message);
    else throw error;
  }
}

/** @throws Refusal */
function sweepsOf(results: string, names: readonly string[]): readonly ComparedSweep[] {
  const sweeps = [...new Set(names)].map((name): ComparedSweep => {
    const found = isName(name) ? readReport(join(results, name)) : undefined;
    if (found?.kind !== "report") throw new Refusal(404, `There is no finished sweep named ${name}.`);
    return { name, data: found.data, at: `results/${name}/` };
  });
  if (sweeps.length < 2) throw new Refusal(400, "Name at least two sweeps: /compare?with=one&with=other");
  return sweeps;
}
