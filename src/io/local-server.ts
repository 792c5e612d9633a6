import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type HttpRequest = IncomingMessage;
export type HttpResponse = ServerResponse;

const LOOPBACK = "127.0.0.1";

export interface LocalServer {
  readonly url: string;
  /** Ends all connections. */
  close(): Promise<void>;
}

/**
 * Serves HTTP to this machine alone. Rejects as listening does: EADDRINUSE where the port is taken.
 * @param port 0: any that is free
 */
export async function serveLocally(
  port: number,
  answer: (request: HttpRequest, response: HttpResponse) => void,
): Promise<LocalServer> {
  const server = createServer(answer);
  await listen(server, port);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}/`, close };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => resolve());
  });
}

/** Whether a request names this machine. A site that gives its own name this machine's address (DNS rebinding) does not. */
export function isForThisMachine({ headers, socket }: HttpRequest): boolean {
  const own = [LOOPBACK, "localhost", "[::1]"].map((name) => `${name}:${socket.localPort}`);
  return own.includes(headers.host?.toLowerCase() ?? "");
}

/** The header of a request that carries the secret. */
const SECRET = "x-lrsweep-token";

/** A secret that nobody can guess. */
export const newToken = (): string => randomBytes(24).toString("base64url");

/**
 * Whether a page of this server sent a request, and was given the secret. Of {@link isForThisMachine} only.
 * A page of another site can send neither: browsers name its origin, and ask before they send such a header.
 */
export function isFromOwnPage({ headers }: HttpRequest, token: string): boolean {
  const given = Buffer.from(String(headers[SECRET] ?? ""));
  const expected = Buffer.from(token);
  const hasToken = given.length === expected.length && timingSafeEqual(given, expected);
  return hasToken && headers.origin === `http://${headers.host}`;
}

/** A request's body as text; undefined where it has more bytes than `most`. Rejects where it is cut short. */
export async function bodyOf(request: HttpRequest, most: number): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= most) parts.push(part);
  }
  return bytes <= most ? Buffer.concat(parts).toString() : undefined;
}
