import { readdirSync } from "node:fs";

/** The cases of a kind of parts by the parts' types: the defaults of `test/<room>/cases/*.ts`. */
export async function casesIn<T>(room: string): Promise<Readonly<Record<string, T>>> {
  const folder = new URL(`../${room}/cases/`, import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".js"));
  const loaded = files.sort().map(async (file) => {
    const { default: known } = (await import(new URL(file, folder).href)) as { readonly default: T };
    return [file.replace(".js", ""), known] as const;
  });
  return Object.fromEntries(await Promise.all(loaded));
}
