/**
 * Elementary functions with the same bits on every machine and in every Node: V8's own change from version to version.
 * Whatever reaches a file uses these (Math.sqrt is exact by IEEE 754, and fine). Errors are below 1 ulp. Angles are in
 * radians; special cases are those of C and IEEE 754. Ported from msun, FreeBSD's library: see msun.txt.
 */
export { exp } from "./exp.ts";
export { log } from "./log.ts";
export { pow } from "./pow.ts";
export { cos, sin } from "./sine.ts";
