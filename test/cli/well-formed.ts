// Whether markup is XML as far as elements, attributes and references go.
import { expect } from "vitest";

const reference = /&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)/;

export function expectWellFormed(markup: string): void {
  const body = markup.replace(/^<\?xml[^>]*\?>\s*/, "");
  const open: string[] = [];
  let at = 0;
  for (const match of body.matchAll(/<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    expect(body.slice(at, match.index)).not.toMatch(/[<]/);
    expect(body.slice(at, match.index)).not.toMatch(reference);
    expect(match[3]).not.toMatch(reference);
    at = match.index + match[0].length;
    if (match[1] === "/") expect(open.pop()).toBe(match[2]);
    else if (match[4] === "") open.push(match[2] ?? "");
  }
  expect(open).toEqual([]);
  expect(body.slice(at)).toMatch(/^\s*$/);
}
