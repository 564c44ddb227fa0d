import type { Host } from "../../host/host.ts";
import type { DenylistFacts } from "../../model/facts/site.ts";
import { parseDenylist } from "../../parse/site/denylist.ts";

const maxBytes = 1024 * 1024;

export async function probeDenylist(host: Host, path: string | null): Promise<DenylistFacts | null> {
  if (path === null) return null;
  const text = await host.readText(path, maxBytes);
  return text.ok
    ? { path, entries: parseDenylist(text.value), problem: "" }
    : { path, entries: [], problem: text.error.what };
}
