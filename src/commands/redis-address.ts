import { InputError } from "../command-line/input-error.ts";
import { type Address, BadAddress, readAddress } from "../queue/address.ts";

/** Where the password may stand instead of in the URL, which other users of the machine can see. */
const PASSWORD = "LRSWEEP_REDIS_PASSWORD";

/** The Redis that an option names. Throws InputError. */
export function addressOf(url: string): Address {
  try {
    return readAddress(url, process.env[PASSWORD]);
  } catch (error) {
    throw error instanceof BadAddress ? new InputError(error.message) : error;
  }
}
