import { describe, expect, it } from "vitest";
import { lastStartdEnd } from "../../src/parse/master-log.ts";

const stamp = "11/23/26 04:14:33 (pid:28) ";
const line = (text: string): string => `${stamp}${text}\n`;

describe("lastStartdEnd", () => {
  it("is the exit status or the signal of the startd, the last one counts", () => {
    const crashed = line("The STARTD (pid 39) exited with status 4");
    const killed = line("The STARTD (pid 32) died due to signal 11 (Segmentation fault)");
    expect(lastStartdEnd(crashed)).toEqual({ status: 4 });
    expect(lastStartdEnd(killed)).toEqual({ signal: 11 });
    expect(lastStartdEnd(crashed + killed + crashed)).toEqual({ status: 4 });
    expect(
      lastStartdEnd(line("The STARTD (pid 40) exited with status 99 (daemon will not restart automatically)")),
    ).toEqual({
      status: 99,
    });
    expect(lastStartdEnd(line("The STARTD (pid 9) was killed because it was no longer responding"))).toEqual({
      signal: 9,
    });
  });

  it("is nothing without one, and not another daemon's", () => {
    expect(lastStartdEnd("")).toBeNull();
    expect(lastStartdEnd(line("The SHARED_PORT (pid 31) exited with status 0"))).toBeNull();
    expect(lastStartdEnd(line('Sending obituary for "/usr/sbin/condor_startd"'))).toBeNull();
  });
});
