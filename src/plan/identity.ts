import type { CheckedPoint } from "../check/checked-point.ts";
import { type Digest, sha256 } from "../numbers/sha256.ts";

/** Raised when a configuration gives other figures than before. */
const IDENTITY_FORMAT = 4;

/** A run's name: `r` and 16 hex digits of SHA-256 over all that decides its figures. */
export function runId(
  { text, digest: content, plugins }: Pick<CheckedPoint, "text" | "digest" | "plugins">,
  seed: number,
  digest: Digest = sha256,
): string {
  const used = plugins.length === 0 ? "" : `"plugins":${JSON.stringify(plugins)},`;
  // Canonical JSON, keys sorted; the configuration is in it already.
  const whole = `{"config":${text},"data":${JSON.stringify(content)},"format":${IDENTITY_FORMAT},${used}"seed":${seed}}`;
  return `r${digest(whole).slice(0, 16)}`;
}
