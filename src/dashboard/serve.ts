import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pageHtml, policyOf, reportHtml } from "../page/html.ts";
import { readReport } from "../page/read.ts";
import { type Compared, compareReports, NotComparable } from "../report/compare.ts";
import { serveFile } from "./files.ts";
import { Live } from "./live.ts";

const LOOPBACK = "127.0.0.1";

export interface Dashboard {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a results folder to this machine's browsers. Rejects as listening does: EADDRINUSE where the port is taken. */
export async function serveDashboard(results: string, port: number): Promise<Dashboard> {
  const { report, dashboard } = await import("#page");
  const pages = { report: report(), dashboard: dashboard() };
  const live = new Live(results);
  const server = createServer((request, response) => {
    answer({ results, pages, live }, request, response).catch(() => fail(response, 500, "Something went wrong."));
  });
  await listen(server, port);
  const close = () =>
    new Promise<void>((resolve) => {
      live.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${LOOPBACK}:${portOf(server)}/`, close };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => resolve());
  });
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

interface House {
  readonly results: string;
  readonly pages: Readonly<Record<"report" | "dashboard", { readonly script: string; readonly style: string }>>;
  readonly live: Live;
}

async function answer(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  harden(response);
  if (!isOwnHost(request)) return fail(response, 403, "This server answers to this machine's own address only.");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return fail(response, 405, "Only GET is answered here.");
  }
  // Not as a URL: that would make sense of `..` before it is looked at.
  const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
  if (path === "/") return sendHome(house, response);
  if (path === "/events") return house.live.add(response);
  if (path === "/compare") return sendComparison(house, new URLSearchParams(query).getAll("with"), response);
  if (path.startsWith("/results/")) return sendFile(house, path.slice("/results/".length), response);
  return fail(response, 404, "There is nothing of that name.");
}

/** For all answers: nothing is guessed, framed, shared with other sites, or kept. */
function harden(response: ServerResponse): void {
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("cross-origin-resource-policy", "same-origin");
  response.setHeader("cache-control", "no-store");
  response.setHeader("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
}

/** A site that gives its own name this machine's address (DNS rebinding) sends its own name. */
function isOwnHost({ headers, socket }: IncomingMessage): boolean {
  const own = [LOOPBACK, "localhost", "[::1]"].map((name) => `${name}:${socket.localPort}`);
  return own.includes(headers.host?.toLowerCase() ?? "");
}

function send(response: ServerResponse, status: number, type: string, content: string | Buffer): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(content) });
  response.end(response.req.method === "HEAD" ? undefined : content);
}

function fail(response: ServerResponse, status: number, words: string): void {
  if (response.headersSent) response.end();
  else send(response, status, "text/plain; charset=utf-8", `${words}\n`);
}

const HTML = "text/html; charset=utf-8";

function sendHome({ pages }: House, response: ServerResponse): void {
  const { script } = pages.dashboard;
  response.setHeader("content-security-policy", `${policyOf(script)}; connect-src 'self'; frame-ancestors 'none'`);
  send(response, 200, HTML, pageHtml("lrsweep", pages.dashboard, []));
}

/** A page may run scripts, but as nobody's: whatever is in the folder cannot act as this server's pages. */
const AS_NOBODY = "sandbox allow-scripts allow-downloads allow-modals allow-popups";

async function sendFile({ results }: House, path: string, response: ServerResponse): Promise<void> {
  const file = await serveFile(results, path);
  if (file === undefined) return fail(response, 404, "There is no such file in the results.");
  if (file.type === HTML) {
    const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";
    response.setHeader("content-security-policy", `${policy}; ${AS_NOBODY}`);
  }
  send(response, 200, file.type, file.content);
}

async function sendComparison({ results, pages }: House, names: readonly string[], response: ServerResponse) {
  const sweeps: Compared[] = [];
  for (const name of new Set(names)) {
    const found = /^[A-Za-z0-9][\w.-]*$/.test(name) ? await readReport(join(results, name)) : { kind: "none" as const };
    if (found.kind !== "report") return fail(response, 404, `No sweep of that name has come to its end: ${name}`);
    sweeps.push({ name, data: found.data, at: `results/${name}/` });
  }
  if (sweeps.length < 2) return fail(response, 400, "Name two sweeps or more: /compare?with=one&with=other");
  try {
    const html = reportHtml(compareReports(sweeps), pages.report);
    response.setHeader("content-security-policy", `${policyOf(pages.report.script)}; ${AS_NOBODY}`);
    send(response, 200, HTML, html);
  } catch (error) {
    if (!(error instanceof NotComparable)) throw error;
    fail(response, 409, error.message);
  }
}
