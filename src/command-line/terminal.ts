/** Columns of the terminal, or `otherwise` where output goes to a file or a pipe. */
export const terminalWidth = (otherwise = 120) => process.stdout.columns || otherwise;

/** https://no-color.org */
export const hasColour = () => process.stdout.isTTY === true && !process.env.NO_COLOR;
