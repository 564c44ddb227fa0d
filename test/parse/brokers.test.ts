import { describe, expect, it } from "vitest";
import { brokersOf } from "../../src/parse/brokers.ts";

const seen =
  "<192.0.2.2:8083?CCBID=192.0.2.2:9618%3faddrs%3d192.0.2.2-9618%26alias%3dmanager.bed.test%26noUDP%26sock%3dcollector#37&PrivNet=manager.bed.test&addrs=192.0.2.2-8083&alias=manager.bed.test&noUDP>";

describe("the brokers of an address", () => {
  it.each([
    [
      "as HTCondor writes them",
      seen,
      ["192.0.2.2:9618?addrs=192.0.2.2-9618&alias=manager.bed.test&noUDP&sock=collector"],
    ],
    [
      "several, each once",
      "<10.0.0.1:1?CCBID=10.0.0.2:2#1%2010.0.0.3:3#7%2010.0.0.2:2#9&x=y>",
      ["10.0.0.2:2", "10.0.0.3:3"],
    ],
    ["the first of those behind each other", "<10.0.0.1:1?a=b&CCBID=10.0.0.2:2#42#17>", ["10.0.0.2:2"]],
    ["of IPv6", "<[fd00::1]:1?CCBID=%5bfd00::2%5d:9618#3>", ["[fd00::2]:9618"]],
    ["in angle brackets", "<10.0.0.1:1?CCBID=%3c10.0.0.2:2%3e#3>", ["10.0.0.2:2"]],
    ["none where it is reached directly", "<10.0.0.1:1?addrs=10.0.0.1-1&noUDP&sock=schedd>", []],
    ["none in what is no address", "undefined", []],
    ["none in a broken escape", "<10.0.0.1:1?CCBID=10.0.0.2%zz#3>", []],
    ["none that is none", "<10.0.0.1:1?CCBID=-debug%20a%00b:1#2%20:9#1%2010.0.0.2:2%3e%3cx#4>", []],
  ])("%s", (_, address, brokers) => {
    expect(brokersOf(address)).toEqual(brokers);
  });
});
