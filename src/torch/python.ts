/** The environment variable that names the Python to train with. */
const VARIABLE = "LRSWEEP_PYTHON";

/** The Python that PyTorch is imported in. */
export const pythonCommand = (): string => process.env[VARIABLE] || "python3";

/** What to do about a Python without what is needed. */
export const otherPython = `set ${VARIABLE} to a Python that has it`;
