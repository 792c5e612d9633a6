/** The parts of a table beyond the first are epochs-2.csv, … */
export const partName = (name: string, part: number) => (part === 1 ? name : name.replace(/(?=\.csv$)/, `-${part}`));

/** The name of a file's first part, or its own. */
export const wholeName = (name: string) => name.replace(/-\d+(?=\.csv$)/, "");
