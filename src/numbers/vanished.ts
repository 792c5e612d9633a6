/** Whether a number in decimals that is read as 0 is another one: 1e-400. */
export const hasVanished = (text: string) => /^[^e]*[1-9]/i.test(text);
