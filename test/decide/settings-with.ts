// Settings as the program resolves them, from values as somebody would write them.
import { resolveSettings } from "../../src/decide/settings.ts";
import type { SettingName, Settings } from "../../src/model/settings.ts";

export function settingsWith(written: Partial<Record<SettingName, string>> = {}): Settings {
  const layer = Object.entries(written).map(([name, text]) => ({ name, text, source: { kind: "set", name } as const }));
  const resolved = resolveSettings([layer]);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value.settings;
}
