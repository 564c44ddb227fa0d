import type { Host } from "../../host/host.ts";

export async function isDirectory(host: Host, path: string): Promise<boolean> {
  const status = await host.stat(path);
  return status.ok && status.value.type === "directory";
}
