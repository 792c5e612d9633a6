/** A plugin cannot be used. The message names its file, and what to do. */
export class PluginError extends Error {
  override name = "PluginError";
}
