import type { Address } from "./address.ts";
import type { Redis } from "./clients.ts";

/** Thrown if Redis cannot be reached at all. */
export class Unreachable extends Error {}

/** How long to wait for the first answer. */
const CONNECT_TIMEOUT_SECONDS = 5;
/** Pause between two attempts to reconnect. */
const MAX_RETRY_PAUSE_MS = 1000;

/**
 * Connects, and reconnects whenever the connection is lost. Commands wait in the meantime.
 * @param say gets a message when the connection is lost and when it is back
 */
export async function connect({ url, shown }: Address, say: (notice: string) => void): Promise<Redis> {
  const { Redis } = await import("#bullmq");
  let wasReady = false;
  let isLost = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_SECONDS * 1000,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (wasReady ? Math.min(times * 50, MAX_RETRY_PAUSE_MS) : null),
  });
  let cause: unknown;
  redis.on("error", (error) => {
    cause = error;
  });
  redis.on("ready", () => {
    if (isLost) say(`reconnected to ${shown}`);
    wasReady = true;
    isLost = false;
  });
  redis.on("close", () => {
    if (wasReady && !isLost && redis.status !== "end") say(`lost the connection to ${shown}; reconnecting`);
    isLost = wasReady;
  });
  try {
    await redis.connect();
    await redis.ping();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw new Unreachable(`cannot use ${shown}: ${reasonOf(error, cause, url.startsWith("rediss:"))}`);
  }
}

/** Rejects with Unreachable where a Redis cannot be used. For a look before anything is written. */
export async function requireReachable(address: Address): Promise<void> {
  (await connect(address, () => undefined)).disconnect();
}

/** Whether Redis refused a command because a key of lrsweep's holds something else. */
export const isWrongType = (error: unknown): error is Error =>
  error instanceof Error && /WRONGTYPE/.test(error.message);

/** Runs `work`; a key of the wrong type rejects with Unreachable, which says what to do. */
export async function ofWrongType<T>({ shown }: Address, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isWrongType(error)) throw error;
    throw new Unreachable(`cannot use ${shown}: ${keyIn(error)}`);
  }
}

/** What ioredis adds to an error of a command. */
interface CommandError extends Error {
  readonly command?: { readonly name?: string; readonly args?: readonly unknown[] };
}

/** A clause about the key of the wrong type. A script has many; which of them it is, Redis does not say. */
function keyIn({ command }: CommandError): string {
  const { name = "", args = [] } = command ?? {};
  const isScript = name.startsWith("eval");
  const key = String(args[isScript ? 2 : 0] ?? "lrsweep.…").replace(/[^\x20-\x7e]/g, "?");
  return isScript
    ? `one of its keys ${key.replace(/[^:]*$/, "*")} is not lrsweep's (WRONGTYPE); delete them, or use another database`
    : `its key ${key} is not lrsweep's (WRONGTYPE); delete it, or use another database`;
}

/** The reason of a failed connection. ioredis only says "Connection is closed" if an event had the reason before. */
function reasonOf(error: unknown, cause: unknown, isTls: boolean): string {
  const { message, code } = (cause ?? error) as NodeJS.ErrnoException;
  if (/NOAUTH/.test(message)) return "it asks for a password: redis://:PASSWORD@… or LRSWEEP_REDIS_PASSWORD";
  if (/WRONGPASS|invalid password/.test(message)) return "it does not take this password";
  if (code !== undefined && UNTRUSTED.has(code))
    return (
      `its certificate is not trusted (${message}): if the authority that signed it is your own, ` +
      "name the authority's file in the environment as NODE_EXTRA_CA_CERTS=/path/to/ca.crt"
    );
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `its certificate is of another host (${message}): connect by a name that the certificate has`;
  if (isTls && /ETIMEDOUT/.test(message))
    return `no answer by TLS within ${CONNECT_TIMEOUT_SECONDS} s: if it speaks none there, take redis://`;
  if (!isTls && /Connection is closed|ECONNRESET/.test(message))
    return "it closed the connection: if it speaks TLS there, take rediss://";
  return message || String(cause ?? error);
}

/** Node's error codes for certificates of an unknown authority. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
]);
