/** Columns of the terminal; a usual width where there is none. */
export const terminalWidth = () => process.stdout.columns || 120;
