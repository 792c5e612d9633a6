import { build, version } from "#version";

/** Of lrsweep, as in package.json when it was built. */
export { version };

/** For machines that work together. */
export const release = { version, build };
