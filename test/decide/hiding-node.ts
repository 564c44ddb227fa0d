// A node on which hiding works, and what is decided there.
import { decideContainer } from "../../src/decide/container/decide-container.ts";
import { decideHiding, type HidingInput } from "../../src/decide/hiding/decide-hiding.ts";
import type { CredentialFact } from "../../src/model/facts/credential.ts";
import type { SettingName } from "../../src/model/settings.ts";
import { worksHere } from "./container/container-facts.ts";
import { settingsWith } from "./settings-with.ts";

export const token = { kind: "idtoken", path: "/creds/token" } as const;
export const worksForStarter = { works: true, said: "", containers: true } as const;
export const node: HidingInput = {
  hiding: { works: true, said: "", containers: true, starter: worksForStarter, otherProc: [] },
  credentials: [token],
  storage: { scratch: { path: "/scratch/job" } },
  system: { userNamespaces: { obstacles: [] } },
  user: { uid: 1000 },
};
const installed = { install: [{ credential: token as unknown as CredentialFact, file: "tokens.d/00-idtoken" }] };
export const container = (written: Partial<Record<SettingName, string>> = {}) =>
  decideContainer({ container: worksHere }, settingsWith(written));

export const decide = (facts: Partial<HidingInput>, written: Partial<Record<SettingName, string>> = {}) =>
  decideHiding({ ...node, ...facts }, settingsWith(written), container(written).plan, installed);
export const failing = (said: string): Partial<HidingInput> => ({
  hiding: { works: false, said, containers: null, starter: worksForStarter, otherProc: [] },
});
