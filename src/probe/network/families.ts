import type { Host } from "../../host/host.ts";
import type { FamilyFacts } from "../../model/facts/network.ts";
import { hasDefaultRoute4, hasDefaultRoute6, hasGlobalAddress6 } from "../../parse/site/routes.ts";

const maxRoutes = 1024 * 1024;

/** What the kernel's routing tables say; a kernel without IPv6 has no table, which is an answer where /proc/net is there. */
export async function probeFamilies(host: Host): Promise<{ readonly ipv4: FamilyFacts; readonly ipv6: FamilyFacts }> {
  const [route4, route6, addresses6] = await Promise.all([
    host.readText("/proc/net/route", maxRoutes),
    host.readText("/proc/net/ipv6_route", maxRoutes),
    host.readText("/proc/net/if_inet6", maxRoutes),
  ]);
  const absent = route4.ok ? false : null;
  return {
    ipv4: { defaultRoute: route4.ok ? hasDefaultRoute4(route4.value) : null, globalAddress: null },
    ipv6: {
      defaultRoute: route6.ok ? hasDefaultRoute6(route6.value) : absent,
      globalAddress: addresses6.ok ? hasGlobalAddress6(addresses6.value) : absent,
    },
  };
}
