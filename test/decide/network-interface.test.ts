import { describe, expect, it } from "vitest";
import { interfaceFindings, networkInterface } from "../../src/decide/network-interface.ts";
import type { NetworkFacts } from "../../src/model/facts/network.ts";
import { settingsWith } from "./settings-with.ts";

const network: NetworkFacts = {
  names: { hostname: "n1", addresses: [], problem: null },
  ipv4: { defaultRoute: true, globalAddress: null },
  ipv6: { defaultRoute: false, globalAddress: null },
  ...{ endpoints: [], proxies: [], proxyAnswers: [], servers: [] },
};
const on = (interfaces?: readonly string[]) => ({
  network: interfaces === undefined ? network : { ...network, interfaces },
});
const wanted = settingsWith({ GLIDEIN_Network_Interface: "hsn0,ib0" });

describe("of the interfaces that are asked for", () => {
  it("the first that the node has is taken, without a word", () => {
    expect(networkInterface(on(["ib0", "hsn0"]), wanted)).toBe("hsn0");
    expect(interfaceFindings(on(["eth0", "ib0"]), wanted)).toEqual([]);
  });

  it("none being there is told, with what is there", () => {
    expect(networkInterface(on(["eth0", "eth1"]), wanted)).toBeNull();
    expect(interfaceFindings(on(["eth0", "eth1"]), wanted)).toMatchObject([
      {
        severity: "info",
        message: expect.stringContaining("hsn0 or ib0"),
        evidence: expect.stringContaining("eth0, eth1"),
      },
    ]);
  });

  it("nothing is told where none is asked for, or where nobody knows what the node has", () => {
    expect(interfaceFindings(on(["eth0"]), settingsWith())).toEqual([]);
    expect(interfaceFindings(on(), wanted)).toEqual([]);
  });
});
