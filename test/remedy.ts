import type { Misfit } from "../src/contracts/part.ts";
import { renderSuggestion } from "../src/issues/render.ts";

/** What a part suggests, in words; undefined where it suggests nothing. */
export function remedyOf({ issue }: Misfit): string | undefined {
  const texts = issue.suggestions.map(renderSuggestion);
  return texts.length === 0 ? undefined : texts.join("; ");
}
