/** Host names as batch systems write them: labels of letters, digits, `-` and `_`. */
export const isHostName = (text: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/u.test(text);

/** As names are compared: case does not count, nor the dot of the root. */
export const bareHostName = (name: string): string => name.toLowerCase().replace(/\.$/u, "");

/** Batch systems mix short and full names: a name without a domain agrees with every domain. */
export function isSameHost(one: string, other: string): boolean {
  const [a, b] = [bareHostName(one), bareHostName(other)];
  return a === b || (a.includes(".") !== b.includes(".") && a.split(".", 1)[0] === b.split(".", 1)[0]);
}

/** Place of a host in a list, from 0; -1 when it is not there. An exact match wins over one of the first label. */
export function placeOfHost(hosts: readonly string[], host: string): number {
  const exact = hosts.indexOf(host);
  return exact >= 0 ? exact : hosts.findIndex((candidate) => isSameHost(candidate, host));
}
