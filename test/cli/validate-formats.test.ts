import { describe, expect, it } from "vitest";
import { type ReportFormat, render } from "../../src/cli/validation/render.ts";
import { countsOf, shownChecks, type ValidationReport, verdictOf } from "../../src/cli/validation/report.ts";
import type { CheckResult, Finding } from "../../src/model/check.ts";
import { readAd } from "../../src/parse/classad/ad.ts";
import { expectWellFormed } from "./well-formed.ts";

const finding = (severity: Finding["severity"], message: string): Finding => ({
  severity,
  message,
  evidence: "what was seen",
  fix: "Change something.",
});
const hostile = '</failure><script>alert(1)</script> | & "quoted" \\ \u001b[31mred\u0007 eyJhbGciOiJ.eyJzdWIiOiJ.sig';
const checks: readonly CheckResult[] = shownChecks([
  { id: "kernel", title: "The kernel is new enough", status: "pass", findings: [] },
  { id: "gpus", title: "The GPUs can be used", status: "skip", findings: [finding("info", "there are no GPUs")] },
  { id: "host-name", title: "The node has a name", status: "pass", findings: [finding("info", "a remark")] },
  { id: "web-proxy", title: "The web proxy works", status: "warn", findings: [finding("warning", hostile)] },
  {
    id: "collector-reachable",
    title: "The collector can be reached",
    status: "fail",
    findings: [finding("error", "the collector is closed")],
    refusesAs: "COLLECTOR_UNREACHABLE",
  },
]);

const report = (shown: readonly CheckResult[] = checks, more: Partial<ValidationReport> = {}): ValidationReport => ({
  verdict: verdictOf(shown),
  strict: false,
  checks: shown,
  counts: countsOf(shown),
  node: {
    hostname: "wn<42>",
    os: "Debian & friends",
    kernel: "6.1",
    batch: "slurm",
    account: "pilot",
    time: 1_800_000_000,
  },
  by: "glidein 1.0",
  differences: [],
  before: null,
  ...more,
});

const output = {
  stdoutIsTerminal: true,
  stderrIsTerminal: false,
  colour: false,
  columns: 90,
  result: () => undefined,
  say: () => undefined,
  progress: () => () => undefined,
};
const text = (format: ReportFormat, one = report(), out = output): Promise<string> => render(format, one, out);

describe.each(["table", "json", "junit", "osg-xml", "html", "nagios", "startd-cron"] as const)(
  "the form %s",
  (format) => {
    it("carries no control character and no secret, whatever the node wrote", async () => {
      const written = await text(format);
      expect(written.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
      expect(written).not.toContain("eyJhbGciOiJ");
      expect(written).toContain("collector");
    });

    it("ends with a line break", async () => expect(await text(format)).toMatch(/\n$/));
  },
);

describe("the table", () => {
  it("shows the worst last, each problem with evidence, fix and where to read more, and the verdict in the last line", async () => {
    const lines = (await text("table", report(), { ...output, columns: 120 })).trimEnd().split("\n");
    const rows = ["kernel", "host-name", "gpus", "web-proxy", "collector-reachable"];
    const places = rows.map((id) => lines.findIndex((line) => line.includes(id)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const problem = lines.indexOf("error collector-reachable");
    expect(lines.slice(problem + 1, problem + 5).map((line) => line.trim())).toEqual([
      "the collector is closed",
      "saw   what was seen",
      "fix   Change something.",
      "more  glidein validate --explain collector-reachable, docs/checks.md#collector-reachable",
    ]);
    expect(lines.at(-1)).toBe(
      "This node cannot run glideins: 1 check failed and 1 warns; 2 checks passed, 1 had nothing to look at.",
    );
  });

  it("uses colours only where they are wanted", async () => {
    expect(await text("table", report(), { ...output, colour: true })).toContain("\u001b[31m");
  });

  it("fits a narrow terminal", async () => {
    const long = shownChecks([
      { id: "a", title: "A", status: "warn", findings: [finding("warning", "word ".repeat(60).trim())] },
    ]);
    const lines = (await text("table", report(long), { ...output, columns: 60 })).trimEnd().split("\n").slice(0, -1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(64);
  });

  it("lists the facts that were used, when they were watched", async () => {
    const watched = [{ ...checks[0]!, saw: { "system.kernel": "6.1", "GLIDEIN_X.value": 3 } }];
    expect(await text("table", report(watched))).toMatch(
      /Facts used\n {2}kernel\n {4}system\.kernel = 6\.1\n {4}GLIDEIN_X = 3/,
    );
  });

  it("says what is otherwise for another account", async () => {
    const differences = [{ id: "kernel", status: "fail", startedAs: "pass" }];
    expect(await text("table", report(checks, { differences }))).toContain("kernel: fail (root: pass)");
    expect(await text("html", report(checks, { differences }))).toContain("Otherwise for pilot than for root");
  });
});

describe("JSON", () => {
  it("has the stable shape", async () => {
    const document = JSON.parse(await text("json"));
    expect(document).toMatchObject({ schema: "glidein.validation/1", verdict: "fail", by: "glidein 1.0" });
    expect(document.checks[4]).toEqual({
      id: "collector-reachable",
      title: "The collector can be reached",
      status: "fail",
      findings: [
        { severity: "error", message: "the collector is closed", evidence: "what was seen", fix: "Change something." },
      ],
    });
  });
});

describe("JUnit", () => {
  it("is XML with one case a check, of which only the failed one failed", async () => {
    const written = await text("junit");
    expectWellFormed(written);
    expect(written.match(/<testcase /g)).toHaveLength(5);
    expect(written.match(/<failure /g)).toHaveLength(1);
    expect(written).toContain('tests="5" failures="1" errors="0" skipped="1"');
    expect(written).toContain('timestamp="2027-01-15T08:00:00" hostname="wn&lt;42&gt;"');
  });

  it("fails warnings too when they count", async () => {
    const written = await text("junit", report(checks, { strict: true }));
    expect(written.match(/<failure /g)).toHaveLength(2);
    expect(written).toContain('failures="2"');
  });
});

describe("the OSG result document", () => {
  it("is XML that names the failing check and its class on lines of their own", async () => {
    const written = await text("osg-xml");
    expectWellFormed(written);
    const lines = written.split("\n").map((line) => line.trim());
    expect(lines).toContain('<metric name="failure" ts="2027-01-15T08:00:00+00:00" uri="local">Network</metric>');
    expect(lines).toContain(
      '<metric name="TestID" ts="2027-01-15T08:00:00+00:00" uri="local">collector-reachable</metric>',
    );
    expect(lines.filter((line) => line.includes("<metric")).every((line) => line.endsWith("</metric>"))).toBe(true);
    expect(lines.filter((line) => line === "<status>ERROR</status>")).toHaveLength(2);
  });

  it("is OK when nothing failed", async () => {
    expect(await text("osg-xml", report(checks.slice(0, 4)))).not.toContain("ERROR");
  });
});

describe("the page", () => {
  it("loads nothing, runs nothing and is readable on a phone", async () => {
    const page = await text("html");
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\ssrc=|\shref=|\son[a-z]+=/i);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('name="viewport"');
    expect(page.startsWith("<!DOCTYPE html>\n")).toBe(true);
  });

  it("shows what to change first, and every check", async () => {
    const page = await text("html");
    expect(page.indexOf("What to change")).toBeLessThan(page.indexOf("All checks"));
    expect(page.indexOf('id="collector-reachable"')).toBeLessThan(page.indexOf('id="web-proxy"'));
    for (const { id } of checks) expect(page).toContain(`<code>${id}</code>`);
    expect(page).toContain("A glidein that cannot talk to the collector gets no job.");
    expect(page).toContain("&lt;script&gt;");
  });

  it("closes every element that it opens", async () => {
    expectWellFormed((await text("html")).replaceAll(/<!DOCTYPE html>|<meta[^>]*>|<style>[\s\S]*<\/style>/g, ""));
  });
});

describe("the plug-in form", () => {
  it("has the worst in its first line, with performance data behind the only bar", async () => {
    const [first, ...rest] = (await text("nagios")).trimEnd().split("\n");
    expect(first).toBe(
      "GLIDEIN CRITICAL - collector-reachable: the collector is closed (and 1 more) | failed=1;;0 warned=1;0 passed=2 skipped=1",
    );
    expect(rest).toHaveLength(2);
    expect(rest.join("")).not.toContain("|");
  });

  it("is OK or a warning in the same words", async () => {
    expect(await text("nagios", report(checks.slice(0, 3)))).toMatch(/^GLIDEIN OK - 2 checks passed \| /);
    expect(await text("nagios", report(checks.slice(0, 4)))).toMatch(/^GLIDEIN WARNING - web-proxy: /);
    expect(await text("nagios", report(checks.slice(0, 4), { strict: true }))).toMatch(/^GLIDEIN CRITICAL/);
  });
});

describe("the startd-cron form", () => {
  it("is an ad that HTCondor reads, and a dash", async () => {
    const lines = (await text("startd-cron")).trimEnd().split("\n");
    expect(lines.at(-1)).toBe("-");
    const ad = readAd(lines.slice(0, -1).join("\n"));
    expect(ad.ok).toBe(true);
    expect(lines).toContain('GLIDEIN_Validation = "fail"');
    expect(lines).toContain('GLIDEIN_Validation_Failed = "collector-reachable"');
    expect(lines).toContain("GLIDEIN_Validation_collector_reachable = False");
    expect(lines).toContain("GLIDEIN_Validation_web_proxy = True");
    expect(lines.some((line) => line.startsWith("GLIDEIN_Validation_gpus"))).toBe(false);
  });
});
