import type { AnyCommand } from "../command-line/command.ts";
import { type Config, type ConfigPlaces, readConfig } from "../config/read.ts";
import type { Registry } from "../contracts/registry.ts";
import { type Extended, loadPlugins } from "../plugins/load-plugins.ts";

/** A command as it was typed. */
interface Typed {
  readonly command: AnyCommand;
  /** The values of its arguments and options. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Whether an option was typed, and not left at its default. */
  readonly isTyped: (option: string) => boolean;
}

interface SettingsPlaces extends ConfigPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a command is run with. */
interface Settled extends Extended {
  readonly given: Readonly<Record<string, unknown>>;
}

/**
 * Puts the settings of lrsweep.config.yaml in the place of options that were not typed, and loads the plugins of both.
 * Throws InputError where a file is wrong or names plugins that are not trusted; rejects with PluginError.
 */
export async function settle(typed: Typed, places: SettingsPlaces, parts: Registry): Promise<Settled> {
  const { command, given, isTyped } = typed;
  const takesPlugins = "plugin" in command.options;
  const settings = Object.entries(command.options).flatMap(([key, { setting }]) => (setting ? [{ key, setting }] : []));
  if (!takesPlugins && settings.length === 0) return { given, parts, plugins: [] };
  const config = readConfig(places);
  const set = settings.filter(({ key, setting }) => !isTyped(key) && config[setting] !== undefined);
  const values = { ...given, ...Object.fromEntries(set.map(({ key, setting }) => [key, config[setting]])) };
  const extended = takesPlugins ? await withPlugins(typed, config, places, parts) : { parts, plugins: [] };
  return { given: values, ...extended };
}

async function withPlugins(
  { given }: Typed,
  { plugins, distrust }: Config,
  { environment }: SettingsPlaces,
  parts: Registry,
): Promise<Extended> {
  const isTrusted = given.trustPlugins === true || environment.LRSWEEP_TRUST_PLUGINS === "1";
  if (distrust !== undefined && !isTrusted) throw distrust;
  const named = given.plugin as readonly string[];
  return loadPlugins([...plugins, ...named], parts);
}
