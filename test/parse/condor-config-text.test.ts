import { expect, test } from "vitest";
import { type ConfigEntry, renderCondorConfig } from "../../src/parse/condor-config-text.ts";

test("a configuration is one line a knob, with a comment where its value comes from", () => {
  const entries: readonly ConfigEntry[] = [
    { knob: "NUM_CPUS", value: { kind: "integer", value: 8 }, from: "slurm SLURM_CPUS_ON_NODE" },
    { knob: "ALLOW_WRITE", value: { kind: "text", text: "" } },
    { knob: "GLIDEIN_Site", value: { kind: "string-literal", text: 'T2 "X"' }, from: "environment GLIDEIN_Site" },
  ];
  expect(renderCondorConfig(entries)).toEqual({
    ok: true,
    value:
      '# from slurm SLURM_CPUS_ON_NODE\nNUM_CPUS = 8\nALLOW_WRITE =\n# from environment GLIDEIN_Site\nGLIDEIN_Site = "T2 \\"X\\""\n',
  });
});

test("a comment stays one, whatever is in it", () => {
  const written = renderCondorConfig([{ knob: "A", value: { kind: "integer", value: 1 }, from: "x\nB = 2\u{202E}\\" }]);
  expect(written).toEqual({ ok: true, value: "# from x\\nB = 2\\u{202e}\\\\.\nA = 1\n" });
});

test("every knob that cannot be written is named with the place that it comes from", () => {
  const written = renderCondorConfig([
    { knob: "A", value: { kind: "text", text: "a\nb" }, from: "environment A" },
    { knob: "GOOD", value: { kind: "integer", value: 1 } },
    { knob: "if", value: { kind: "integer", value: 1 } },
    { knob: "good", value: { kind: "integer", value: 2 } },
  ]);
  expect(written.ok ? [] : written.error.map(({ code, subject, problem }) => [code, subject, problem])).toEqual([
    [
      "SETTING_INVALID",
      "HTCondor configuration, A (from environment A)",
      "cannot be written: character 2: a line break, which ends a knob; expected text on one line",
    ],
    [
      "SETTING_INVALID",
      "HTCondor configuration, if",
      "cannot be written: name: a word of the configuration language; expected another name",
    ],
    ["SETTING_INVALID", "HTCondor configuration, good", "cannot be written: set twice; expected one value"],
  ]);
});
