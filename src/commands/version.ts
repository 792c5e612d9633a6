import manifest from "../../package.json" with { type: "json" };

/** Of lrsweep, as in package.json. */
export const { version } = manifest;
