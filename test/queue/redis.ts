import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { needs } from "../needs.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import type { Certificate } from "./certificate.ts";

/** Skips where there is no Redis. */
export const needsRedis = (context: Mocha.Context) =>
  needs(context, "redis-server", "redis-server (apt-get install redis-server)");

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** A redis-server of its own, on this machine, which keeps its data in a file. */
export class RedisServer {
  readonly folder = temporaryFolder();
  #child: ChildProcess | undefined;

  constructor(
    readonly port: number,
    private readonly options: readonly string[] = [],
  ) {}

  /** One that speaks TLS and nothing else. */
  static behindTls(port: number, { authority, certificate, key }: Certificate): RedisServer {
    const files = ["--tls-ca-cert-file", authority, "--tls-cert-file", certificate, "--tls-key-file", key];
    return new RedisServer(port, ["--port", "0", "--tls-port", String(port), "--tls-auth-clients", "no", ...files]);
  }

  get #hasTls(): boolean {
    return this.options.includes("--tls-port");
  }

  get url(): string {
    return `${this.#hasTls ? "rediss" : "redis"}://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const kept = ["--dir", this.folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always"];
    const args = ["--port", String(this.port), "--bind", "127.0.0.1", ...kept, ...this.options];
    this.#child = spawn("redis-server", args, { stdio: "ignore" });
    for (let i = 0; i < 500 && !this.#answers(); i++) await setTimeout(20);
  }

  #answers(): boolean {
    const { stdout, stderr } = spawnSync("redis-cli", [...this.#place, "ping"], { encoding: "utf8" });
    return /PONG|NOAUTH/.test(stdout + stderr);
  }

  /** Asks it something by redis-cli. */
  ask(...words: readonly string[]): string {
    return spawnSync("redis-cli", [...this.#place, ...words], { encoding: "utf8" }).stdout.trim();
  }

  /** For redis-cli. */
  get #place(): readonly string[] {
    return [...(this.#hasTls ? ["--tls", "--insecure"] : []), "-p", String(this.port)];
  }

  /** As by kill -9. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  forget(): void {
    rmSync(join(this.folder, "appendonlydir"), { recursive: true, force: true });
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
