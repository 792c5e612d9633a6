/** The address of a Redis that is safe to use. */
export interface Address {
  readonly url: string;
  /** The address without its password, for messages. */
  readonly shown: string;
}

/** Thrown for an address that cannot be used. The message says what to do. */
export class BadAddress extends Error {}

/**
 * Accepts a Redis only if strangers cannot send work to it: on this machine, or with a password.
 * @param password used if the URL has none, because a URL is visible in the list of processes
 */
export function readAddress(text: string, password: string | undefined): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["redis:", "rediss:"].includes(url.protocol) || url.hostname === "")
    throw new BadAddress(`--queue ${hide(text)}: not the URL of a Redis, such as redis://127.0.0.1:6379`);
  if (url.password === "" && password) url.password = password;
  const shown = hide(url.href);
  if (url.password === "" && !isLoopback(url.hostname))
    throw new BadAddress(
      `--queue ${shown}: refused, as a Redis that others can reach needs a password: whoever reaches it could send work ` +
        "and results. Set requirepass there, and LRSWEEP_REDIS_PASSWORD here; rediss:// encrypts what travels.",
    );
  return { url: url.href, shown };
}

const isLoopback = (host: string) => host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);

const hide = (url: string) => url.replace(/(\/\/[^/@]*:)[^@]*@/, "$1***@");
