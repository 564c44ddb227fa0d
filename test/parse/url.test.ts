import { describe, expect, test } from "vitest";
import { readUrl, urlBelow, urlSegment } from "../../src/parse/url.ts";
import { readHost, readIpv6 } from "../../src/parse/url-host.ts";

test.each([
  ["http://host", "http", "host", 80, "/", null],
  ["HTTPS://Host.Example.ORG:8443/a/b", "https", "host.example.org", 8443, "/a/b", null],
  ["http://[2001:DB8::1]:3128/", "http", "[2001:db8::1]", 3128, "/", null],
  ["http://10.0.0.1/x?y=1&z=%20", "http", "10.0.0.1", 80, "/x", "y=1&z=%20"],
  ["http://host:/", "http", "host", 80, "/", null],
  ["https://host?q", "https", "host", 443, "/", "q"],
  ["http://a_b.local./", "http", "a_b.local.", 80, "/", null],
] as const)("%s is taken apart", (text, scheme, host, port, path, query) => {
  const url = readUrl(text);
  expect(url.ok && url.value).toMatchObject({ scheme, host, port, path, query });
});

test("user information and queries are for the one who connects, not for display", () => {
  const url = readUrl("https://user:pa%20ss@host:8443/p?X-Amz-Signature=abc");
  expect(url.ok && url.value).toMatchObject({
    secret: true,
    text: "https://user:pa%20ss@host:8443/p?X-Amz-Signature=abc",
    display: "https://<removed>@host:8443/p?<removed>",
  });
  const plain = readUrl("https://host:443/p");
  expect(plain.ok && plain.value).toMatchObject({ secret: false, text: "https://host/p", display: "https://host/p" });
});

test.each([
  ["", "not a web address"],
  ["ftp://host/", "not a web address"],
  ["http:/host", "not a web address"],
  ["//host/", "not a web address"],
  ["http://u@v@host/", "not a web address"],
  [" http://host", "a character that no URL holds as it is"],
  ["http://host/a b", "a character that no URL holds as it is"],
  ["http://host/#x", "a character that no URL holds as it is"],
  ["http://host\\@evil/", "a character that no URL holds as it is"],
  ["http://hôst/", "a character that no URL holds as it is"],
  ["http://host/\n", "a character that no URL holds as it is"],
  ["http://", "not a host"],
  ["http://:80/", "not a host"],
  ["http://-a/", "not a host"],
  ["http://a..b/", "not a host"],
  ["http://%68ost/", "not a host"],
  ["http://2130706433/", "not a host"],
  ["http://0x7f.1/", "not a host"],
  ["http://127.0.0.01/", "not a host"],
  ["http://1.2.3.256/", "not a host"],
  ["http://[::1%25eth0]/", "not a host"],
  ["http://[::1/", "not a web address"],
  ["http://host:0/", "not a port"],
  ["http://host:65536/", "not a port"],
  ["http://host:080/", "not a port"],
  ["http://host:http/", "not a port"],
  ["http://host/%zz", "a percent sign or a bracket that is not written as %XX"],
  ["http://host/[", "a percent sign or a bracket that is not written as %XX"],
  ["http://host/a/../b", "a segment . or .."],
  ["http://host/a/%2E%2e", "a segment . or .."],
  [`http://host/${"a".repeat(8192)}`, "8204 characters"],
])("%j is refused", (text, problem) => {
  expect(readUrl(text)).toMatchObject({ ok: false, error: { problem: expect.stringContaining(problem) as string } });
});

test.each([
  "::",
  "::1",
  "1::",
  "1:2:3:4:5:6:7:8",
  "1:2:3:4:5:6:7::",
  "::2:3:4:5:6:7:8",
  "::ffff:10.0.0.1",
  "1:2:3:4:5:6:1.2.3.4",
  "FE80::A",
])("%s is an IPv6 address", (text) => {
  expect(readIpv6(text)).toBe(text.toLowerCase());
});

test.each([
  "",
  ":",
  ":::",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1::2::3",
  "12345::",
  "1:2:3:4:5:6:7:8::",
  "::1.2.3",
  "1.2.3.4::",
  "::1.2.3.4:5",
  "g::",
  "1:2:3:4:5:6:7:1.2.3.4",
  "::1 ",
])("%j is none", (text) => {
  expect(readIpv6(text)).toBeNull();
});

test("a host name has labels that all readers take", () => {
  expect(readHost(`${"a".repeat(63)}.x`)).toBe(`${"a".repeat(63)}.x`);
  expect(
    [`${"a".repeat(64)}.x`, Array.from({ length: 128 }, () => "a").join("."), "a.b-", "xn--.x"].map(readHost),
  ).toEqual([null, null, null, null]);
});

describe("below a URL", () => {
  const base = (text: string): Extract<ReturnType<typeof readUrl>, { ok: true }>["value"] => {
    const url = readUrl(text);
    if (!url.ok) throw new Error(text);
    return url.value;
  };

  test.each([
    ["http://host/mjf", "http://host/mjf/total_cpu"],
    ["http://host/mjf/", "http://host/mjf/total_cpu"],
    ["http://u:p@host:81/mjf?sig=x/y", "http://u:p@host:81/mjf/total_cpu?sig=x/y"],
    ["http://host", "http://host/total_cpu"],
  ])("%s there is one place for a name", (text, below) => {
    expect(urlBelow(base(text), "total_cpu")).toMatchObject({ ok: true, value: { text: below } });
  });

  test("a name is one segment, whatever is in it", () => {
    expect(urlSegment("a/b?c#d%é '*()!")).toEqual({ ok: true, value: "a%2Fb%3Fc%23d%25%C3%A9%20%27%2A%28%29%21" });
    expect(urlBelow(base("http://host/"), "a/b", "c")).toMatchObject({ ok: true, value: { path: "/a%2Fb/c" } });
  });

  test.each(["", ".", "..", "%2e", "\uD800"])("%j is no name", (segment) => {
    const named = urlSegment(segment === "%2e" ? "." : segment);
    expect(named.ok).toBe(false);
    expect(urlBelow(base("http://host/"), segment === "%2e" ? ".." : segment).ok).toBe(false);
  });

  test("a name that makes the URL too long is refused", () => {
    expect(urlBelow(base("http://host/"), "a".repeat(9000))).toMatchObject({ ok: false });
  });
});
