/**
 * The host of a URL in the one spelling that every reader of URLs understands alike: a name of letters, digits,
 * hyphens and underscores, four decimal numbers, or an IPv6 address in brackets. Lower case. Null when it is none:
 * a percent sign, an address as one number or in octal, letters of other alphabets, a zone.
 */
export function readHost(text: string): string | null {
  if (text.startsWith("[") && text.endsWith("]")) {
    const address = readIpv6(text.slice(1, -1));
    return address === null ? null : `[${address}]`;
  }
  return isName(text) || isIpv4(text) ? text.toLowerCase() : null;
}

function isName(text: string): boolean {
  const labels = text.endsWith(".") ? text.slice(0, -1).split(".") : text.split(".");
  const last = labels.at(-1) ?? "";
  // A last label of digits, or in hexadecimal, makes other readers see an address.
  return (
    text.length <= 253 &&
    labels.every((label) => label.length <= 63 && /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/u.test(label)) &&
    !/^(?:[0-9]+|0[xX][0-9A-Fa-f]*)$/u.test(last) &&
    // A prefix that promises a name in Punycode must be one for a reader to accept it; that is not checked here.
    !labels.some((label) => /^xn--(?![a-z0-9-]*[a-z0-9]$)/iu.test(label))
  );
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/u.test(part) && Number(part) <= 255);
}

/** RFC 4291 §2.2; the text in lower case, or null. */
export function readIpv6(text: string): string | null {
  if (!/^[0-9A-Fa-f:.]{2,45}$/u.test(text)) return null;
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head = "", tail] = halves;
  const before = groups(head, tail === undefined);
  const after = tail === undefined ? 0 : groups(tail, true);
  if (before === null || after === null) return null;
  const complete = tail === undefined ? before === 8 : before + after <= 7;
  return complete ? text.toLowerCase() : null;
}

/** How many 16-bit groups there are; an IPv4 address, only at the very end, counts as two. */
function groups(text: string, atEnd: boolean): number | null {
  if (text === "") return 0;
  const parts = text.split(":");
  const last = parts.at(-1) ?? "";
  const embedded = last.includes(".");
  if (embedded && !(atEnd && isIpv4(last))) return null;
  const plain = embedded ? parts.slice(0, -1) : parts;
  return plain.every((part) => /^[0-9A-Fa-f]{1,4}$/u.test(part)) ? plain.length + (embedded ? 2 : 0) : null;
}
