import { fileURLToPath } from "node:url";

/** The project's folder, ending in a slash. Tests run from dist/test/. */
export const root = fileURLToPath(new URL("../../", import.meta.url));
