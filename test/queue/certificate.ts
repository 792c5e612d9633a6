import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { needs } from "../needs.ts";

export const needsOpenssl = (context: Mocha.Context) => needs(context, "openssl", "openssl (apt-get install openssl)");

/** An authority of its own, and a certificate for 127.0.0.1 that it signed. */
export interface Certificate {
  /** Files. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

export function certify(folder: string): Certificate {
  const at = (name: string) => join(folder, name);
  const fresh = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...fresh,
    "-days",
    "2",
    "-subj",
    "/CN=authority",
    "-keyout",
    at("ca.key"),
    "-out",
    at("ca.crt"),
  );
  openssl("req", ...fresh, "-subj", "/CN=redis", "-keyout", at("redis.key"), "-out", at("redis.csr"));
  writeFileSync(at("names"), "subjectAltName=IP:127.0.0.1");
  const signed = [
    "-CA",
    at("ca.crt"),
    "-CAkey",
    at("ca.key"),
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    at("names"),
  ];
  openssl("x509", "-req", "-in", at("redis.csr"), ...signed, "-out", at("redis.crt"));
  return { authority: at("ca.crt"), certificate: at("redis.crt"), key: at("redis.key") };
}

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}
