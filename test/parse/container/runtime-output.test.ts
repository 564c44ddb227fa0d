import { describe, expect, it } from "vitest";
import { parseBuildConfiguration } from "../../../src/parse/container/build-configuration.ts";
import { parseDirectives } from "../../../src/parse/container/directives.ts";
import { findProof, uidMapText } from "../../../src/parse/container/proof-line.ts";
import { decisiveMessage } from "../../../src/parse/container/runtime-message.ts";
import { parseRuntimeVersion } from "../../../src/parse/container/runtime-version.ts";

describe("the line of our program", () => {
  const line = "PROBE tok userns=user:[4026532201] pid=13 bound=yes written=no uidmap=0:1000:1,1:100000:65536";

  it("is found among what a runtime prints", () => {
    expect(findProof(`noise\n${line}\nnoise`, "tok")).toEqual({
      userNamespace: "user:[4026532201]",
      pid: 13,
      bound: true,
      written: false,
      uidMap: "0:1000:1,1:100000:65536",
    });
  });

  it("says what could not be read, and what was not asked", () => {
    expect(findProof("PROBE tok userns=- pid=1 bound=- written=- uidmap=-", "tok")).toEqual({
      userNamespace: null,
      pid: 1,
      bound: null,
      written: null,
      uidMap: null,
    });
  });

  it.each([
    ["another token", line.replace("tok", "other")],
    ["a line that goes on", `${line} more`],
    ["a line cut short", line.slice(0, 60)],
    ["something before it", `> ${line}`],
    ["another namespace", line.replace("user:[", "pid:[")],
    ["an answer of another kind", line.replace("yes", "maybe")],
    ["nothing", ""],
  ])("is not %s", (_, text) => {
    expect(findProof(text, "tok")).toBeNull();
  });

  it("writes an id map as the kernel's file has it", () => {
    expect(uidMapText("         0       1000          1\n         1     100000      65536\n")).toBe(
      "0:1000:1,1:100000:65536",
    );
  });
});

describe("what a runtime said", () => {
  it.each([
    ["INFO:    a\n\u001b[31mFATAL:   while a: b\u001b[0m\nINFO: c\n", "FATAL: while a: b"],
    ["ERROR  : one\nERROR  : two\n", "ERROR : two"],
    ["WARNING: w\nfirst\nsecond\nthird\nfourth\n", "second / third / fourth"],
    ["INFO:    only progress\nDEBUG x\n", ""],
    ["", ""],
  ])("comes down to the line that decides: %j", (stderr, message) => {
    expect(decisiveMessage(stderr)).toBe(message);
  });

  it("is bounded and printable", () => {
    const message = decisiveMessage(`FATAL: \u202e${"x".repeat(10_000)}`);
    expect(message.length).toBeLessThan(340);
    expect(message).not.toContain("\u202e");
  });
});

it.each([
  ["apptainer version 1.4.5\n", "1.4.5", "apptainer version 1.4.5"],
  ["singularity version 3.8.7-1.el8\n", "3.8.7-1.el8", "singularity version 3.8.7-1.el8"],
  ["singularity-ce version 4.1.0-rc.1+5\n", "4.1.0-rc.1+5", "singularity-ce version 4.1.0-rc.1+5"],
  ["SingularityPRO version 3.11\n", "3.11", "SingularityPRO version 3.11"],
  ["\u001b[0m2.6.1-dist\n", "2.6.1-dist", "2.6.1-dist"],
  ["a warning\napptainer version 1.3.0\n", "1.3.0", "apptainer version 1.3.0"],
])("%j is version %s", (stdout, number, full) => {
  expect(parseRuntimeVersion(stdout)).toEqual({ number, full });
});

it.each(["", "no version", "version", "usage: 1 2 3"])("%j is no version", (stdout) => {
  expect(parseRuntimeVersion(stdout)).toBeNull();
});

it("how a runtime was built is read under both names", () => {
  expect(
    parseBuildConfiguration(
      "LIBEXECDIR=/usr/libexec\nAPPTAINER_CONF_FILE=/etc/a.conf\nSESSIONDIR=/s\nAPPTAINER_SUID_INSTALL=1\n",
    ),
  ).toEqual({
    libexec: "/usr/libexec",
    configuration: "/etc/a.conf",
    session: "/s",
    setuid: true,
  });
  expect(parseBuildConfiguration("LIBEXECDIR=relative\nSINGULARITY_SUID_INSTALL=0\nnoise")).toEqual({
    libexec: null,
    configuration: null,
    session: null,
    setuid: false,
  });
  expect(parseBuildConfiguration("").setuid).toBeNull();
});

it("directives are the last ones written, without comments", () => {
  expect(
    parseDirectives(
      "# allow setuid = no\nallow setuid = yes # really\nallow setuid = no\n limit container paths=/cvmfs \ngarbage\n",
    ),
  ).toEqual({
    "allow setuid": "no",
    "limit container paths": "/cvmfs",
  });
});
