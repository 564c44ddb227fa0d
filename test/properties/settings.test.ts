import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveSettings, settingNames } from "../../src/decide/settings.ts";
import { settingsTable } from "../../src/model/settings.ts";
import { parseEnvironmentFile } from "../../src/parse/environment-file.ts";
import { parseDuration, parseMebibytes, parseSettingValue } from "../../src/parse/setting-value.ts";
import { parseSettingsFile } from "../../src/parse/settings-file.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.stringMatching(/^[0-9:a-zA-Z.,=\-\s"'[\]{}#]{0,60}$/u),
);

describe("readers of settings, for any text", () => {
  it("give a value or what was expected, and never throw", () => {
    fc.assert(
      fc.property(fc.constantFrom(...settingNames), anyText, (name, text) => {
        const parsed = parseSettingValue(settingsTable[name].type, text);
        expect(parsed.ok ? parsed.value !== null : parsed.error.expected !== "").toBe(true);
        if (parsed.ok && typeof parsed.value === "number") expect(Number.isFinite(parsed.value)).toBe(true);
      }),
    );
  });

  it("take a value for any name, and warn of names that are no setting's", () => {
    const inherited = fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype));
    fc.assert(
      fc.property(fc.oneof(inherited, anyText), anyText, (name, text) => {
        fc.pre(!settingNames.some((known) => known === name));
        const resolved = resolveSettings([[{ name, text, source: { kind: "set", name } }]]);
        if (!resolved.ok) throw new Error(resolved.error[0]?.problem);
        expect(resolved.value.warnings).toHaveLength(1);
        expect(Object.hasOwn(resolved.value.settings.extra, name)).toBe(true);
      }),
    );
  });

  it("read files, or say why not", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const settings = parseSettingsFile(text);
        if (!settings.ok) expect(settings.error.length).toBeGreaterThan(0);
        const env = parseEnvironmentFile(text);
        if (!env.ok) expect(env.error.line).toBeGreaterThan(0);
      }),
    );
  });

  it("read an environment back as it was written with NUL bytes", () => {
    const name = fc.stringMatching(/^[A-Za-z_%()][A-Za-z0-9_%()]{0,12}$/u);
    const value = fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", ""));
    fc.assert(
      fc.property(fc.dictionary(name, value, { minKeys: 1 }), (env) => {
        const text = Object.entries(env)
          .map(([key, one]) => `${key}=${one}\0`)
          .join("");
        expect(parseEnvironmentFile(text)).toEqual({ ok: true, value: { ...env } });
      }),
    );
  });

  it("read durations and amounts as they are written", () => {
    fc.assert(
      fc.property(fc.nat(99_999), fc.nat(23), fc.nat(59), fc.nat(59), (d, h, m, s) => {
        const two = (value: number): string => String(value).padStart(2, "0");
        expect(parseDuration(`${d}-${two(h)}:${two(m)}:${two(s)}`)).toBe(d * 86_400 + h * 3600 + m * 60 + s);
        expect(parseDuration(`${h}h`)).toBe(h * 3600);
        expect(parseMebibytes(`${d}G`)).toBe(d * 1024);
      }),
    );
  });
});

describe("resolveSettings", () => {
  it("names every broken value and loses none", () => {
    const broken = fc.constantFrom(...settingNames.filter((name) => settingsTable[name].type.kind === "seconds"));
    fc.assert(
      fc.property(fc.uniqueArray(broken, { minLength: 1 }), (names) => {
        const layer = names.map((name) => ({ name, text: "soon", source: { kind: "set", name } as const }));
        const resolved = resolveSettings([layer]);
        expect(resolved.ok ? [] : resolved.error.map(({ subject }) => subject)).toEqual(
          names.toReversed().map((name) => `${name} (--set)`),
        );
      }),
    );
  });

  it("takes the strongest layer and keeps what it overrode, the default last", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(9999)), { maxLength: 4 }), (values) => {
        const layers = values.map((value) =>
          value === null
            ? []
            : [{ name: "GLIDEIN_Max_Idle", text: String(value), source: { kind: "set", name: "x" } as const }],
        );
        const resolved = resolveSettings(layers);
        if (!resolved.ok) throw new Error("these are all numbers");
        const { value, overrode = [] } = resolved.value.settings.GLIDEIN_Max_Idle;
        const written = values.filter((one) => one !== null);
        expect([value, ...overrode.map(({ sourced }) => sourced.value)]).toEqual([...written, 1200]);
      }),
    );
  });
});
