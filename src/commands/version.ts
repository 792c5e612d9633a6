import { version } from "#version";

/** Of lrsweep, as in package.json when it was built. */
export { version };
