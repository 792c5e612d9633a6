/** Lines with so many levels of indentation before each; what is false is left out. */
export type Lines = readonly (string | false | Lines)[];

export function block(lines: Lines, depth = 0): string[] {
  return lines.flatMap((line) => {
    if (line === false) return [];
    return typeof line === "string" ? [line && "    ".repeat(depth) + line] : block(line, depth + 1);
  });
}
