import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node.js";
import { root } from "../root.ts";

/** A complaint, at its line from 1. */
export interface Complaint {
  readonly line: number;
  readonly message: string;
}

export interface Suggestion {
  readonly label: string;
  readonly documentation: string;
}

/** An editor at an experiment file. A text for `complete` and `hover` has its cursor at `▮`. */
export interface Editor {
  complete(text: string): Promise<readonly Suggestion[]>;
  hover(text: string): Promise<string>;
  diagnose(text: string): Promise<readonly Complaint[]>;
  close(): Promise<void>;
}

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly { message: string; range: { start: { line: number } } }[];
}
interface Completions {
  readonly items: readonly { label: string; documentation?: string | { value: string } }[];
}
interface Hover {
  readonly contents: { readonly value: string };
}

const CAPABILITIES = {
  workspace: { configuration: true },
  textDocument: {
    completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
    hover: { contentFormat: ["markdown"] },
  },
};

function cursorOf(text: string) {
  const before = text.slice(0, text.indexOf("▮")).split("\n");
  return { line: before.length - 1, character: (before.at(-1) as string).length };
}

/**
 * Starts yaml-language-server, which no editor's other extensions and no network get in the way of.
 * @param schemas globs by the schema that files matching them have
 */
export async function startEditor(schemas: Readonly<Record<string, string>>): Promise<Editor> {
  const server = createRequire(import.meta.url).resolve("yaml-language-server/bin/yaml-language-server");
  const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const yaml = { schemas, schemaStore: { enable: false }, validate: true, hover: true, completion: true };
  connection.onRequest("workspace/configuration", ({ items }: { items: readonly { section: string }[] }) =>
    items.map(({ section }) => (section === "yaml" ? yaml : {})),
  );
  connection.onRequest("client/registerCapability", () => null);
  const awaited = new Map<string, (published: Published) => void>();
  connection.onNotification("textDocument/publishDiagnostics", (published: Published) => {
    awaited.get(published.uri)?.(published);
  });
  connection.listen();
  const rootUri = pathToFileURL(root).href;
  await connection.sendRequest("initialize", { processId: process.pid, rootUri, capabilities: CAPABILITIES });
  await connection.sendNotification("initialized", {});

  let opened = 0;
  async function open(text: string): Promise<Published> {
    const uri = new URL(`experiments/unsaved-${++opened}.yaml`, rootUri).href;
    const published = new Promise<Published>((resolve) => awaited.set(uri, resolve));
    const textDocument = { uri, languageId: "yaml", version: 1, text: text.replace("▮", "") };
    await connection.sendNotification("textDocument/didOpen", { textDocument });
    return published;
  }

  async function ask<Answer>(method: string, text: string): Promise<Answer | null> {
    const { uri } = await open(text);
    return connection.sendRequest<Answer | null>(method, { textDocument: { uri }, position: cursorOf(text) });
  }

  return {
    async complete(text) {
      const completions = await ask<Completions>("textDocument/completion", text);
      return (completions?.items ?? []).map(({ label, documentation = "" }) => ({
        label,
        documentation: typeof documentation === "string" ? documentation : documentation.value,
      }));
    },
    hover: async (text) => (await ask<Hover>("textDocument/hover", text))?.contents.value ?? "",
    async diagnose(text) {
      const { diagnostics } = await open(text);
      return diagnostics.map(({ message, range }) => ({ message, line: range.start.line + 1 }));
    },
    async close() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
    },
  };
}
