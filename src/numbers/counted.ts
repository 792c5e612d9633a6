/** `1 run`, `2 runs`. */
export const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;

/** `1 of 5 runs has`, `2 of 5 runs have`. */
export const countedOf = (n: number, all: number, what: string, [one, several]: readonly [string, string]) =>
  `${n} of ${counted(all, what)} ${n === 1 ? one : several}`;
