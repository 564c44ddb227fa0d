// An XML reader of one element, with the changes to line ends and blanks that the standard asks for.

const known: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const resolved = (text: string): string =>
  text.replaceAll(
    /&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|([a-z]+));/gu,
    (_, hexadecimal?: string, decimal?: string, name?: string) => {
      if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
      return decimal === undefined ? (known[name ?? ""] ?? "?") : String.fromCodePoint(Number(decimal));
    },
  );

/** `<e a="…">…</e>`, or null when it is not well formed. */
export function readElement(document: string): { readonly attribute: string; readonly text: string } | null {
  const parts = /^<e a="([^"<]*)">([^<]*)<\/e>$/u.exec(document.replaceAll(/\r\n?/gu, "\n"));
  const broken = /(?![\t\n\r\x7F-\x9F])\p{Cc}|[\uFFFE\uFFFF]|\p{Cs}|\]\]>|&(?![#a-z0-9A-F]+;)/u;
  if (parts === null || broken.test(document)) return null;
  const [, attribute = "", text = ""] = parts;
  return { attribute: resolved(attribute.replaceAll(/[\t\n]/gu, " ")), text: resolved(text) };
}
