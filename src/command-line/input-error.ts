/** What the user gave (a file, an argument, an option) is wrong. The message says how. Exit code 2. */
export class InputError extends Error {
  override name = "InputError";

  /** @param remedy the words of a command that helps, shown below the message as it can be typed */
  constructor(
    message: string,
    readonly remedy?: readonly string[],
  ) {
    super(message);
  }
}
