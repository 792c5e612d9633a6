import { resolve } from "node:path";
import type { PluginFile } from "../contracts/plugin.ts";
import type { Registry } from "../contracts/registry.ts";
import type { SchedulerPart } from "../contracts/scheduler.ts";
import { ownKeyed } from "../numbers/own.ts";
import { checkScheduler } from "./check-scheduler.ts";
import { importPlugin } from "./import-plugin.ts";
import { PluginError } from "./plugin-error.ts";

/** A registry with what plugins bring. */
export interface Extended {
  readonly parts: Registry;
  readonly plugins: readonly PluginFile[];
}

/**
 * Loads plugins and adds their parts, named as they are exported. Runs their code. Rejects with PluginError where a file
 * cannot be loaded, breaks the contract of its part, or takes a name that is taken.
 */
export async function loadPlugins(files: readonly string[], builtIn: Registry): Promise<Extended> {
  const plugins: PluginFile[] = [];
  const own = new Map<string, { readonly file: string; readonly part: SchedulerPart }>();
  for (const file of new Map(files.map((file) => [resolve(file), file])).values()) {
    const { plugin, exported } = await importPlugin(file);
    plugins.push(plugin);
    for (const [name, part] of schedulersIn(file, exported)) {
      const other = own.get(name)?.file ?? (name in builtIn.scheduler ? "lrsweep itself" : undefined);
      if (other !== undefined)
        throw new PluginError(
          `${file}: ${name} is already the name of a scheduler of ${other}; export it by another name`,
        );
      refuseFaults(file, name, part, builtIn);
      own.set(name, { file, part: { ...part, plugin: plugin.digest } });
    }
  }
  return { parts: withSchedulers(builtIn, own), plugins };
}

/** The same files again, in another thread: they are known to be good. Rejects with PluginError where one has changed. */
export async function reloadPlugins(files: readonly PluginFile[], builtIn: Registry): Promise<Registry> {
  const own = new Map<string, { readonly part: SchedulerPart }>();
  for (const { path, digest } of files) {
    const { plugin, exported } = await importPlugin(path);
    if (plugin.digest !== digest) throw new PluginError(`${path} has changed since the sweep began: start it again`);
    for (const [name, part] of schedulersIn(path, exported)) own.set(name, { part: { ...part, plugin: digest } });
  }
  return withSchedulers(builtIn, own);
}

function withSchedulers(builtIn: Registry, own: ReadonlyMap<string, { readonly part: SchedulerPart }>): Registry {
  if (own.size === 0) return builtIn;
  const added = Object.fromEntries([...own].map(([name, { part }]) => [name, part]));
  return { ...builtIn, scheduler: ownKeyed(builtIn.scheduler, added) };
}

/** What a module exports as schedulers. Throws PluginError where that is none, or something else. */
function schedulersIn(
  file: string,
  exported: Readonly<Record<string, unknown>>,
): readonly (readonly [string, SchedulerPart])[] {
  if ("default" in exported)
    throw new PluginError(
      `${file}: a plugin has no default export; write \`export const HalfLifeLR = defineScheduler(…)\``,
    );
  const parts = Object.entries(exported).filter(([, value]) => slotOf(value) !== undefined);
  const other = parts.find(([, value]) => slotOf(value) !== "scheduler");
  if (other !== undefined)
    throw new PluginError(`${file}: ${other[0]} is not a scheduler, and a plugin can export nothing else yet`);
  if (parts.length === 0)
    throw new PluginError(`${file}: it exports no scheduler; write \`export const HalfLifeLR = defineScheduler(…)\``);
  return parts as unknown as readonly (readonly [string, SchedulerPart])[];
}

const slotOf = (value: unknown) =>
  typeof value === "object" && value !== null && "slot" in value && typeof value.slot === "string"
    ? value.slot
    : undefined;

function refuseFaults(file: string, name: string, part: SchedulerPart, { scheduler }: Registry): void {
  const faults = checkScheduler(part, { schedulers: scheduler });
  if (faults.length > 0)
    throw new PluginError(
      [`${file}: ${name} is not a valid scheduler:`, ...faults.map((fault) => `  ${fault}`)].join("\n"),
    );
}
