import type { CheckedPoint } from "../check/checked-point.ts";
import type { Engine } from "../contracts/engine.ts";
import { type Digest, sha256 } from "../numbers/sha256.ts";

/** Raised when the same configuration gives other figures than before. */
const FORMAT = 2;

/** A run's name: `r` and 16 hex digits of SHA-256 over all that decides its figures. */
export function runId(
  { text, data, config, plugins }: Pick<CheckedPoint, "text" | "data" | "config" | "plugins">,
  seed: number,
  resolved?: Engine,
  digest: Digest = sha256,
): string {
  const word = config.training.engine === "auto" ? "wasm" : config.training.engine;
  const engine = resolved === undefined || resolved === "wasm" ? word : inOrder(resolved);
  const used = plugins.length === 0 ? "" : `"plugins":${JSON.stringify(plugins)},`;
  // Canonical JSON, keys sorted; the configuration is in it already.
  const whole = `{"config":${text},"data":${JSON.stringify(data.digest)},"engine":${JSON.stringify(engine)},"format":${FORMAT},${used}"seed":${seed}}`;
  return `r${digest(whole).slice(0, 16)}`;
}

/** Keys sorted. */
const inOrder = ({ kernel, library, version }: Exclude<Engine, "wasm">) => ({ kernel, library, version });
