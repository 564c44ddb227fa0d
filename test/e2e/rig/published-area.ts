// A staging area on a web server that the nodes reach.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { AreaId } from "../../../src/parse/gwms/arguments.ts";
import type { Pool } from "../../bed/index.ts";
import { servedFiles } from "../../rig/classic-arguments.ts";
import type { PublishedPart } from "../../rig/gwms-area.ts";

export interface PublishedArea {
  /** `http://web…:port` */
  readonly base: string;
  /** Paths that were asked for since the last call, with the port of the connection before each. */
  readonly requests: () => readonly string[];
  /** Changes what the server has. */
  readonly put: (path: string, content: Uint8Array) => void;
}

const serverScript = resolve(fileURLToPath(new URL("../../rig/area-server.ts", import.meta.url)));
let port = 8180;

export async function serveArea(
  pool: Pool,
  parts: ReadonlyMap<AreaId, PublishedPart>,
  delayMs = 0,
): Promise<PublishedArea> {
  const area = await serveDirectory(pool, join(pool.directory, `area-${port + 1}`), delayMs);
  for (const [path, content] of servedFiles(parts)) area.put(path, content);
  return area;
}

export async function serveDirectory(pool: Pool, directory: string, delayMs = 0): Promise<PublishedArea> {
  port += 1;
  const log = join(pool.directory, `requests-${port}.log`);
  writeFileSync(log, "");
  const server = pool.network.spawn([process.execPath, serverScript, directory, String(port), log, String(delayMs)]);
  await new Promise<void>((ready, failed) => {
    server.stdout?.once("data", () => ready());
    server.once("exit", (status) => failed(new Error(`the web server ended with ${String(status)}`)));
  });
  let seen = 0;
  return {
    base: `http://${pool.network.hostName}:${port}`,
    put: (path, content) => {
      const target = join(directory, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    },
    requests: () => {
      const lines = readFileSync(log, "utf8").split("\n").slice(0, -1);
      const fresh = lines.slice(seen);
      seen = lines.length;
      return fresh;
    },
  };
}
