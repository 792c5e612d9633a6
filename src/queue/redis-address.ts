import { InputError } from "../command-line/input-error.ts";
import { type Address, BadAddress, readAddress } from "./address.ts";

/** Environment variable with the password: other users of the machine can see the URL in the list of processes. */
const PASSWORD = "LRSWEEP_REDIS_PASSWORD";

/** Reads --queue. Throws InputError. */
export function addressOf(url: string): Address {
  try {
    return readAddress(url, process.env[PASSWORD]);
  } catch (error) {
    throw error instanceof BadAddress ? new InputError(error.message) : error;
  }
}
