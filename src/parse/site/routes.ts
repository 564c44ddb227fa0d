/** /proc/net/route: whether a route that is up leads to everywhere. */
export function hasDefaultRoute4(text: string): boolean {
  return text.split("\n").some((line) => {
    const [, destination, , flags, , , , mask] = line.trim().split(/\s+/u);
    return destination === "00000000" && mask === "00000000" && (Number.parseInt(flags ?? "0", 16) & 1) === 1;
  });
}

const rejects = 0x0200;

/** /proc/net/ipv6_route: the same; the kernel always has a route over `lo` that refuses. */
export function hasDefaultRoute6(text: string): boolean {
  return text.split("\n").some((line) => {
    const fields = line.trim().split(/\s+/u);
    const [destination, length] = fields;
    const flags = Number.parseInt(fields[8] ?? "0", 16);
    return /^0{32}$/u.test(destination ?? "") && length === "00" && fields[9] !== "lo" && (flags & rejects) === 0;
  });
}

/** /proc/net/if_inet6: whether an address of global scope is there that is not of a private network (fc00::/7). */
export function hasGlobalAddress6(text: string): boolean {
  return text.split("\n").some((line) => {
    const [address, , , scope] = line.trim().split(/\s+/u);
    return /^[0-9a-f]{32}$/u.test(address ?? "") && scope === "00" && !/^f[cd]/u.test(address ?? "");
  });
}
