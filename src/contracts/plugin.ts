/** A plugin's file as it was loaded. Threads and other machines load it again and compare the digest. */
export interface PluginFile {
  /** Absolute. */
  readonly path: string;
  /** SHA-256 of the file: 64 hex digits. Files that it imports are not in it. */
  readonly digest: string;
}
