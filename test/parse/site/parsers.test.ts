import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCvmfsCounters } from "../../../src/parse/site/cvmfs-counters.ts";
import { parseDenylist } from "../../../src/parse/site/denylist.ts";
import { parseHttpDate } from "../../../src/parse/site/http-date.ts";
import { nextUpdateOf } from "../../../src/parse/site/revocation-list.ts";
import { hasDefaultRoute4, hasDefaultRoute6, hasGlobalAddress6 } from "../../../src/parse/site/routes.ts";
import { revocationList } from "./revocation-list.ts";

describe("the Date of a server", () => {
  it("is read in the form that servers write", () => {
    expect(parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT")).toBe(784_111_777);
  });

  it.each([
    "",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun, 31 Feb 2026 08:00:00 GMT",
    "Sun, 06 Xyz 1994 08:49:37 GMT",
    "784111777",
  ])("is not guessed from %j", (text) => expect(parseHttpDate(text)).toBeNull());

  it("agrees with every date that a server can write", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (at) => {
        expect(parseHttpDate(new Date(at * 1000).toUTCString())).toBe(at);
      }),
    );
  });
});

describe("the next update of a revocation list", () => {
  const at = 1_700_000_000;

  it.each(["der", "pem"] as const)("is found in %s, however many entries follow", (form) => {
    expect(nextUpdateOf(revocationList({ nextUpdate: at, form, entries: 5000 }))).toEqual({ ok: true, value: at });
  });

  it("is found in a list of version 1", () => {
    expect(nextUpdateOf(revocationList({ nextUpdate: at, form: "der", version: null }))).toEqual({
      ok: true,
      value: at,
    });
  });

  it("is null when the list names none", () => {
    expect(nextUpdateOf(revocationList({ nextUpdate: null, form: "pem", entries: 2 }))).toEqual({
      ok: true,
      value: null,
    });
  });

  it.each(["", "-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n", "<html>", "0"])("is refused in %j", (text) => {
    expect(nextUpdateOf(Buffer.from(text)).ok).toBe(false);
  });

  it("is total, also on a list that is cut or damaged anywhere", () => {
    const whole = revocationList({ nextUpdate: at, form: "der", entries: 1 });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(255), fc.nat(whole.length - 1), (length, byte, place) => {
        const damaged = Uint8Array.from(whole);
        damaged[place] = byte;
        expect(typeof nextUpdateOf(damaged.subarray(0, length)).ok).toBe("boolean");
      }),
    );
  });
});

describe("routes", () => {
  const head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
  it("finds the default route of IPv4 that is up", () => {
    expect(hasDefaultRoute4(`${head}eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n`)).toBe(true);
    expect(hasDefaultRoute4(`${head}eth0\t00000000\t0100A8C0\t0002\t0\t0\t100\t00000000\t0\t0\t0\n`)).toBe(false);
    expect(hasDefaultRoute4(`${head}eth0\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n`)).toBe(false);
    expect(hasDefaultRoute4("")).toBe(false);
  });

  const zeros = "0".repeat(32);
  const route6 = (flags: string, device: string): string =>
    `${zeros} 00 ${zeros} 00 fe80${"0".repeat(28)} 00000400 00000001 00000000 ${flags} ${device}\n`;
  it("finds that of IPv6, and not the one that refuses", () => {
    expect(hasDefaultRoute6(route6("00000003", "eth0"))).toBe(true);
    expect(hasDefaultRoute6(route6("00200200", "lo"))).toBe(false);
    expect(hasDefaultRoute6(route6("00000200", "eth0"))).toBe(false);
  });

  it("tells public addresses from those of a site or a link", () => {
    expect(hasGlobalAddress6("20010db8000000000000000000000001 02 40 00 80 eth0\n")).toBe(true);
    expect(hasGlobalAddress6("fd000000000000000000000000000001 02 40 00 80 eth0\n")).toBe(false);
    expect(hasGlobalAddress6("fe800000000000000000000000000001 02 40 20 80 eth0\n")).toBe(false);
  });
});

describe("a denylist", () => {
  it("is read as GlideinWMS writes it, and without quotes", () => {
    const text = "# broken disks\n'wn1.example.org' since May\n\"wn2\"\n10.0.*   # rack 7\n\n   wn3\r\n";
    expect(parseDenylist(text)).toEqual(["wn1.example.org", "wn2", "10.0.*", "wn3"]);
  });

  it("leaves out what is no name, so that a web page lists nobody", () => {
    expect(parseDenylist("<html>\n$(id)\n'a b'\n")).toEqual([]);
  });
});

describe("the counters of a CVMFS client", () => {
  it("are read one by one, and what is not told is unknown", () => {
    expect(parseCvmfsCounters("nioerr=3\ntimestamp_last_ioerr=1700000000\nmaxfd=65536\nexpires=-2\n")).toEqual({
      ioErrors: 3,
      lastIoErrorAt: 1_700_000_000,
      usedFiles: null,
      maxFiles: 65_536,
      expiresMinutes: -2,
    });
    expect(parseCvmfsCounters("timestamp_last_ioerr=0\nnioerr=many\nexpires=never (fixed root catalog)\n")).toEqual({
      ioErrors: null,
      lastIoErrorAt: null,
      usedFiles: null,
      maxFiles: null,
      expiresMinutes: null,
    });
  });
});
