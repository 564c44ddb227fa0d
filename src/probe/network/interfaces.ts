import type { Host } from "../../host/host.ts";

const most = 256;

/** Interfaces that are up as far as the kernel says; some drivers say `unknown` for ever. */
export async function probeInterfaces(host: Host): Promise<readonly string[]> {
  const names = await host.list("/sys/class/net");
  if (!names.ok) return [];
  const found: string[] = [];
  for (const name of names.value.slice(0, most)) {
    const state = await host.readText(`/sys/class/net/${name}/operstate`);
    if (name !== "lo" && state.ok && /^(?:up|unknown)$/u.test(state.value.trim())) found.push(name);
  }
  return found;
}
