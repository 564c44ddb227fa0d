import { describe, expect, it } from "vitest";
import { knowsEdges } from "../../../src/decide/edge/condor-version.ts";
import { edgeKnobs, edgeTargetKnobs } from "../../../src/decide/edge/edge-config.ts";
import { decideEdge } from "../../../src/decide/edge/edge-plan.ts";
import { renderCondorConfig } from "../../../src/parse/condor-config-text.ts";
import { settingsWith } from "../settings-with.ts";

const here = ["192.0.2.3"];
const pool = { GLIDEIN_Collector: "cm.test:9618" };

describe("an edge is decided", () => {
  it("from what the settings name", () => {
    const plan = decideEdge(
      settingsWith({
        ...pool,
        GLIDEIN_Schedds: "ap.test",
        GLIDEIN_Edge_Reach: "10.0.0.0/8",
        GLIDEIN_Edge_Relay: "http://stage.test/vo",
        GLIDEIN_Stage: "https://stage.test/pool/manifest.json",
        GLIDEIN_Edge_Ports: "9700,9701",
      }),
      here,
      null,
    );
    expect(plan).toMatchObject({
      ok: true,
      value: {
        address: "192.0.2.3",
        ports: { broker: 9700, relay: 9701 },
        targets: [
          { kind: "network", network: "10.0.0.0/8" },
          { kind: "host", host: "cm.test" },
          { kind: "host", host: "ap.test" },
        ],
        files: [{ text: "http://stage.test/vo" }, { text: "https://stage.test/pool/" }],
        warnings: [],
      },
    });
  });

  it("says what an edge with so little cannot do", () => {
    const plan = decideEdge(settingsWith(pool), here, null);
    expect(plan.ok ? plan.value.warnings.map(({ fix }) => fix).join("\n") : "").toMatch(/--reach[\s\S]*--relay/u);
  });

  it("at the address where it was, when nobody says another", () => {
    const several = ["192.0.2.3", "198.51.100.7", "2001:db8::1"];
    expect(decideEdge(settingsWith(pool), several, "198.51.100.7")).toMatchObject({
      value: { address: "198.51.100.7" },
    });
    expect(decideEdge(settingsWith(pool), ["192.0.2.3", "2001:db8::1"], null)).toMatchObject({
      value: { address: "192.0.2.3" },
    });
    const open = decideEdge(settingsWith(pool), several, null);
    expect(open.ok ? "" : open.error.problem).toContain("192.0.2.3, 198.51.100.7");
  });

  it.each([
    [{}, "POOL_MISSING", /--pool/u],
    [{ ...pool, GLIDEIN_Edge_Listen: "login1" }, "SETTING_INVALID", /--listen/u],
    [{ ...pool, GLIDEIN_Edge_Ports: "9700" }, "SETTING_INVALID", /--ports/u],
    [{ ...pool, GLIDEIN_Edge_Ports: "9700,9700" }, "SETTING_INVALID", /--ports/u],
    [{ ...pool, GLIDEIN_Edge_Ports: "9700,99999" }, "SETTING_INVALID", /--ports/u],
    [{ ...pool, GLIDEIN_Edge_Reach: "*" }, "SETTING_INVALID", /--reach/u],
    [{ ...pool, GLIDEIN_Edge_Relay: "stage.test" }, "SETTING_INVALID", /"stage\.test".*--relay/u],
    [{ ...pool, GLIDEIN_Edge_Relay: "http://a:b@stage.test/" }, "SETTING_INVALID", /^(?!.*a:b).*URL 1.*--relay/u],
    [{ GLIDEIN_Collector: "cm test" }, "SETTING_INVALID", /GLIDEIN_Collector/u],
  ])("not from %j", (settings, code, fix) => {
    const plan = decideEdge(settingsWith(settings), here, null);
    expect(plan).toMatchObject({ ok: false, error: { code } });
    expect(plan.ok ? "" : `${plan.error.problem} ${plan.error.fix}`).toMatch(fix);
  });
});

it("HTCondor of an edge lets in only those with its token, and listens at the one address", () => {
  const config = renderCondorConfig([
    ...edgeKnobs({
      paths: {
        release: "/r",
        bin: "/r/bin",
        sbin: "/r/sbin",
        libexec: "/r/libexec",
        lib: "/r/lib",
        local: "/w",
        runtime: "/w/x",
      },
      ...{
        name: "edge-1",
        address: "2001:db8::1",
        port: 9700,
        trustDomain: "edge-1.invalid",
        passwords: "/s/passwords.d",
      },
    }),
    ...edgeTargetKnobs(["10.0.0.0/8", "cm.test"]),
  ]);
  expect(config.ok ? config.value.split("\n") : config.error).toEqual(
    expect.arrayContaining([
      "COLLECTOR_HOST = [2001:db8::1]:9700",
      "NETWORK_INTERFACE = 2001:db8::1",
      "BIND_ALL_INTERFACES = False",
      "SEC_DEFAULT_AUTHENTICATION = REQUIRED",
      "SEC_DEFAULT_AUTHENTICATION_METHODS = IDTOKENS",
      "ALLOW_DAEMON = glidein@edge-1.invalid, condor@family, condor@child",
      "ALLOW_ADMINISTRATOR =",
      "CCB_OUTBOUND_TARGET_ALLOWLIST = 10.0.0.0/8, cm.test",
    ]),
  );
});

it.each([
  ["25.14.0", true],
  ["25.14.1", true],
  ["26.0.0", true],
  ["25.13.9", false],
  ["23.9.6", false],
  ["", false],
  ["nonsense", false],
])("HTCondor %s knows edges: %s", (version, knows) => {
  expect(knowsEdges(version)).toBe(knows);
});
