import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { readBlacklist, readConstants, readUntarDirectories } from "../../../src/parse/gwms/constants.ts";
import { readDescription } from "../../../src/parse/gwms/description.ts";
import { conditionalWord, readFileList } from "../../../src/parse/gwms/file-list.ts";
import { stagedDirectory, stagedFileName } from "../../../src/parse/gwms/file-name.ts";
import { readResultDocument, resultDocument } from "../../../src/parse/gwms/result-document.ts";
import { readSignature } from "../../../src/parse/gwms/signature.ts";

const digest = "a".repeat(40);

describe("a list of files", () => {
  it("has seven columns", () => {
    const text = "# File: x\n#\nout.sh \tout.q1.sh \texec \t60 \tNOPREFIX \tUSE_IT \tOUT_PATH\n";
    expect(readFileList(text)).toEqual({
      ok: true,
      value: {
        files: [
          {
            name: "out.sh",
            remote: "out.q1.sh",
            type: "exec",
            period: 60,
            prefix: null,
            condition: "USE_IT",
            configName: "OUT_PATH",
            line: 3,
          },
        ],
        unfinished: null,
      },
    });
  });

  it("of older tools has six or five", () => {
    const read = readFileList("a a1 exec 30 TRUE FALSE\nb b1 regular TRUE B_PATH\n");
    expect(read.ok ? read.value.files : read.error).toMatchObject([
      { name: "a", period: 30, prefix: "GLIDEIN_PS_", condition: null, configName: null },
      { name: "b", period: 0, prefix: "GLIDEIN_PS_", condition: null, configName: "B_PATH" },
    ]);
  });

  it("may have a file that is never wanted, and a last line that does not end", () => {
    const read = readFileList("a a1 untar 0 P FALSE FALSE\nb b1 regular 0 P TRUE FALSE");
    expect(read.ok ? read.value : read.error).toMatchObject({
      files: [{ name: "a", condition: false }],
      unfinished: "b b1 regular 0 P TRUE FALSE",
    });
  });

  it.each([
    ["a a1 exec 0\n", "line 1"],
    ["a a1 exec 0 P TRUE FALSE more\n", "line 1"],
    ["../a a1 exec 0 P TRUE FALSE\n", "line 1, first column"],
    ["a b/../c exec 0 P TRUE FALSE\n", "line 1, second column"],
    ["a .. exec 0 P TRUE FALSE\n", "line 1, second column"],
    ["#\na a1 run 0 P TRUE FALSE\n", "line 2, third column"],
    ["a a1 exec:x 0 P TRUE FALSE\n", "line 1, third column"],
    ["a a1 exec -1 P TRUE FALSE\n", "line 1, period"],
    ["a a1 exec 99999999999 P TRUE FALSE\n", "line 1, period"],
    ["a a1 exec 0 P-1 TRUE FALSE\n", "line 1, prefix"],
    ["a a1 exec 0 P a=b FALSE\n", "line 1, condition"],
    ["a a1 exec 0 P TRUE 1x\n", "line 1, configout"],
    ["a\u0000 a1 exec 0 P TRUE FALSE\n", "character 2"],
  ])("%j is refused at its place", (text, where) => {
    expect(readFileList(text)).toMatchObject({ ok: false, error: { where } });
  });

  it("knows the word of a conditional name", () => {
    expect([
      conditionalWord("gconditional_CVMFS_x.tgz"),
      conditionalWord("gconditional_x"),
      conditionalWord("x"),
    ]).toEqual(["CVMFS", null, null]);
  });
});

describe("a description", () => {
  it("names files by their kind", () => {
    const read = readDescription("# c\nsignature \tsignature.q.sha1\nfile_list \tfile_list.q.lst\n");
    expect(read.ok ? Object.fromEntries(read.value) : read.error).toEqual({
      signature: "signature.q.sha1",
      file_list: "file_list.q.lst",
    });
  });
  it.each(["signature\n", "signature a b\n", "a x\na y\n", "a ../x\n", "<html>\n"])("%j is none", (text) => {
    expect(readDescription(text).ok).toBe(false);
  });
});

describe("a signature file", () => {
  it("has SHA-1, and SHA-256 beside it where it is offered", () => {
    const read = readSignature(`${digest}  a.sh\n${"b".repeat(64)}  a.sh\n${digest.toUpperCase()}  b\n`);
    expect(read.ok ? Object.fromEntries(read.value) : read.error).toEqual({
      "a.sh": { sha1: digest, sha256: "b".repeat(64) },
      b: { sha1: digest },
    });
  });
  it.each([
    `${digest}\n`,
    `${digest.slice(1)}  a\n`,
    `${digest}  ../a\n`,
    `${digest}  a b\n`,
    `${digest}  a\n${"c".repeat(40)}  a\n`,
  ])("%j is refused", (text) => {
    expect(readSignature(text).ok).toBe(false);
  });
});

test("constants keep the blanks inside of a value", () => {
  const read = readConstants("# x\nA \ttwo  words  \nCONDOR_PLATFORM_9.0-linux-x86_64 \t0\nEmpty\n");
  expect(read.ok ? read.value.map(({ name, value }) => [name, value]) : read.error).toEqual([
    ["A", "two  words"],
    ["CONDOR_PLATFORM_9.0-linux-x86_64", "0"],
    ["Empty", ""],
  ]);
  expect(readConstants("1A x\n").ok).toBe(false);
});

test("archives are unpacked below the work directory only", () => {
  const read = readUntarDirectories("a.tgz \tlib/python/x\na.tgz \tlater\n");
  expect(read.ok ? [...read.value] : read.error).toEqual([["a.tgz", "lib/python/x"]]);
  for (const directory of ["/etc", "../x", "a//b", "a/..", "."])
    expect(readUntarDirectories(`a.tgz \t${directory}\n`).ok).toBe(false);
});

test("refused nodes are between single quotes, in whatever case", () => {
  const read = readBlacklist("# x\n'WN1.example.org'\n'10.0.0.1' why\nwn2\n'");
  expect(read.ok ? [...read.value] : read.error).toEqual(["wn1.example.org", "10.0.0.1"]);
});

describe("a result document", () => {
  const said = (inner: string): string =>
    `<?xml version="1.0"?>\n<OSGTestResult id="x" version="4.3.1">\n${inner}\n</OSGTestResult>\n`;
  it("is read although its writer escapes nothing, and written so that every reader can read it", () => {
    const text = said(
      '  <result>\n    <status>ERROR</status>\n    <metric name="failure" ts="t" uri="local">a<b & c</metric>\n  </result>\n  <detail>\n    x < y & z\n  </detail>',
    );
    const read = readResultDocument(text, false);
    expect(read).toEqual({ metrics: [{ name: "failure", at: "t", value: "a<b & c" }], detail: "x < y & z" });
    const written = resultDocument({
      id: "main/x",
      directory: "/w",
      command: "x",
      startedAt: 0,
      endedAt: 1,
      ok: false,
      metrics: read?.metrics ?? [],
      detail: read?.detail ?? null,
    }).join("\n");
    expect(written).toContain('uri="local">a&lt;b &amp; c</metric>');
    expect(written).toContain("    x &lt; y &amp; z");
    expect(readResultDocument(written, false)).toEqual(read);
  });
  it.each(["", "<OSGTestResult id='x'>", said("<result><status>OK</status></result>"), said("<status>ERROR</status>")])(
    "%j does not count for a script that failed",
    (text) => {
      expect(readResultDocument(text, false)).toBeNull();
    },
  );
});

test("every reader is total on any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      for (const read of [
        readFileList,
        readDescription,
        readSignature,
        readConstants,
        readUntarDirectories,
        readBlacklist,
      ])
        expect(typeof read(text).ok).toBe("boolean");
      readResultDocument(text, true);
    }),
  );
});

test("no accepted name leaves its directory", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      if (stagedFileName(text).ok) expect(text).toMatch(/^(?!\.{1,2}$)[^/\s]+$/u);
      if (stagedDirectory(text).ok) expect(text.split("/")).not.toContain("..");
    }),
  );
});
