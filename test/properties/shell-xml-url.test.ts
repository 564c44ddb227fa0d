import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { factoryArgument, readFactoryArgument } from "../../src/parse/factory-argument.ts";
import { glideinConfigLine, readGlideinConfig } from "../../src/parse/glidein-config.ts";
import { printable } from "../../src/parse/printable.ts";
import { readShellWord, shellWord } from "../../src/parse/shell-word.ts";
import { readUrl, urlBelow, urlSegment } from "../../src/parse/url.ts";
import { xmlAttribute, xmlReportAttribute, xmlReportText, xmlText } from "../../src/parse/xml-text.ts";
import { hostileBytes, hostileText, writableText } from "./hostile-text.ts";
import { readElement } from "./readers/xml-reader.ts";

const text = fc.oneof(hostileText, writableText);
const check = <T>(property: fc.IProperty<T>): void => {
  fc.assert(property, { numRuns: 1000 });
};

test("a shell word is read back as the text", () => {
  check(
    fc.property(text, (value) => {
      const word = shellWord(value);
      if (word.ok) expect(readShellWord(word.value)).toEqual({ ok: true, value });
      else expect(value).toMatch(/\0|\u{FFFD}|\p{Cs}/u);
    }),
  );
});

test("glidein_config holds one entry for each line that was written", () => {
  check(
    fc.property(fc.array(text, { maxLength: 4 }), (values) => {
      const lines = values.map((value, index) => ({
        value,
        name: `N${index}`,
        line: glideinConfigLine(`N${index}`, value),
      }));
      const written = lines.filter(({ line }) => line.ok);
      const read = readGlideinConfig(written.map(({ line }) => (line.ok ? line.value : "")).join(""));
      const entries = read.ok ? [...read.value].map(([name, entry]) => [name, entry.value]) : [];
      expect(entries).toEqual(written.map(({ name, value }) => [name, value]));
    }),
  );
});

test("a factory's spelling is read back as the value", () => {
  check(
    fc.property(text, (value) => {
      expect(readFactoryArgument(factoryArgument(value))).toBe(value);
    }),
  );
});

test("XML gives back what it can hold, and holds the rest in sight", () => {
  check(
    fc.property(text, (value) => {
      const attribute = xmlAttribute(value);
      const content = xmlText(value);
      expect(attribute.ok).toBe(content.ok);
      if (attribute.ok && content.ok)
        expect(readElement(`<e a="${attribute.value}">${content.value}</e>`)).toEqual({
          attribute: value,
          text: value,
        });
      const report = readElement(`<e a="${xmlReportAttribute(value)}">${xmlReportText(value)}</e>`);
      expect(report?.attribute).toBe(report?.text);
      if (content.ok) expect(report?.text).toBe(value);
      else expect(report?.text).toMatch(/\\u\{[0-9a-f]+\}/u);
    }),
  );
});

describe("URLs", () => {
  const webUrl = fc.webUrl({
    withQueryParameters: true,
    validSchemes: ["http", "https"],
    authoritySettings: { withPort: true, withIPv4: true, withIPv6: true },
  });

  test("mean to other readers what they mean here", () => {
    check(
      fc.property(
        fc.oneof(
          webUrl,
          hostileText.map((tail) => `http://host/${tail}`),
          hostileText.map((host) => `https://${host}`),
        ),
        (one) => {
          const url = readUrl(one);
          fc.pre(url.ok);
          const other = new URL(url.value.text);
          expect([
            other.protocol,
            Number(other.port === "" ? (url.value.scheme === "http" ? 80 : 443) : other.port),
          ]).toEqual([`${url.value.scheme}:`, url.value.port]);
          expect(other.pathname).toBe(url.value.path);
          expect(other.search.replaceAll("%27", "'")).toBe(
            url.value.query ? `?${url.value.query.replaceAll("%27", "'")}` : "",
          );
          if (!url.value.host.startsWith("[")) expect(other.hostname).toBe(url.value.host);
        },
      ),
    );
  });

  test("show no user information and no query", () => {
    const secret = fc.stringMatching(/^S3CRET[a-z0-9]{1,10}$/u);
    check(
      fc.property(
        secret,
        fc.constantFrom(
          "http://u:@@host/p",
          "https://@@@host",
          "http://host/p?X-Amz-Signature=@",
          "http://host/?@",
          "http://u@h/@",
        ),
        (one, shape) => {
          const at = shape === "http://u@h/@" ? `http://${one}@h/` : shape.replace("@", () => one);
          const url = readUrl(at);
          if (url.ok) {
            expect(url.value.display).not.toContain(one);
            expect(url.value.secret).toBe(true);
          } else expect(JSON.stringify(url.error)).not.toContain(one);
        },
      ),
    );
  });

  test("keep a segment one segment", () => {
    const base = readUrl("http://host/mjf?sig=1");
    check(
      fc.property(text, (value) => {
        const segment = urlSegment(value);
        fc.pre(base.ok && segment.ok);
        const below = urlBelow(base.value, value);
        const parts = below.ok ? new URL(below.value.text).pathname.split("/") : [];
        expect(parts.map(decodeURIComponent)).toEqual(["", "mjf", value]);
        expect(below.ok && below.value.query).toBe("sig=1");
      }),
    );
  });
});

describe("printable text", () => {
  /** The bytes that a text stands for; one escape at a time. */
  const bytesOf = (shown: string): number[] =>
    [...shown.matchAll(/\\x([0-9a-f]{2})|\\u\{([0-9a-f]+)\}|\\([nrt\\])|([^\\])/gu)].flatMap(
      ([, byte, code, name, plain]) => {
        if (byte !== undefined) return [Number.parseInt(byte, 16)];
        if (code !== undefined) return [...new TextEncoder().encode(String.fromCodePoint(Number.parseInt(code, 16)))];
        return [...new TextEncoder().encode(plain ?? { n: "\n", r: "\r", t: "\t", "\\": "\\" }[name ?? ""])];
      },
    );

  test("says exactly which bytes there were", () => {
    check(
      fc.property(hostileBytes, (bytes) => {
        expect(bytesOf(printable(bytes, 10_000))).toEqual([...bytes]);
      }),
    );
  });

  test("is one line of what can be seen, and no longer than asked for", () => {
    check(
      fc.property(fc.oneof(hostileText, hostileBytes), fc.nat({ max: 60 }), (value, limit) => {
        const shown = printable(value, limit);
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\u00A0\u3000]/u);
        expect(shown.length).toBeLessThanOrEqual(limit + 30);
      }),
    );
  });
});
