import { describe, expect, it } from "vitest";
import type { FailedTrial } from "../../../src/model/container-circumstances.ts";
import { explain, helper, installation } from "./explain.ts";

const suid = "ERROR  : Installation issue: starter-suid doesn't have setuid bit set";

describe("the same words mean different things on different nodes", () => {
  it("one message about the setuid helper has five causes, which the node tells apart", () => {
    const with_ = (more: Partial<typeof helper>): Partial<FailedTrial> => ({
      installation: { ...installation, helper: { ...helper, ...more } },
    });
    expect(explain(suid, with_({}), { insideUserNamespace: true }).cause).toContain("inside a user namespace");
    expect(explain(suid, with_({ mode: 0o755 })).cause).toContain("its mode is 755 and its owner 0");
    expect(explain(suid, with_({ uid: 7 })).fix).toContain("root with mode 4755");
    expect(explain(suid, with_({ nosuid: true })).fix).toContain(
      "Mount the file system of /usr/libexec/apptainer/bin/starter-suid with suid",
    );
    expect(explain(suid, with_({}), { noNewPrivileges: true }).fix).toContain("allowPrivilegeEscalation");
    expect(explain(suid).cause).toContain("starter-suid has no effect: its setuid bit is not seen");
    expect(explain("FATAL:   while executing /x/starter-suid: permission denied").fix).toContain("group");
  });

  it("a refusal that nothing else explains is SELinux's where that enforces", () => {
    expect(explain("FATAL:   something: permission denied", {}, { seLinuxEnforcing: true })).toEqual({
      cause: "something was refused, and SELinux is enforcing (status 255: FATAL: something: permission denied)",
      fix: expect.stringContaining("ausearch"),
    });
    expect(explain("FATAL:   the moon is full")).toEqual({
      cause: "it failed (status 255: FATAL: the moon is full)",
      fix: expect.stringContaining("`/usr/bin/apptainer exec -C IMAGE /bin/true`"),
    });
  });

  it("shows the limits that the site's configuration has", () => {
    expect(explain("FATAL:   failed to resolve path /cvmfs", { installation }).fix).toContain(
      "`limit container paths` in /etc/apptainer/apptainer.conf (it is `/cvmfs`)",
    );
    expect(
      explain("FATAL:   failed to resolve session directory /x: no such file or directory", { installation }).fix,
    ).toContain("/var/lib/s");
  });

  it("what hangs, floods, dies or lies is told as that", () => {
    expect(explain("", { timedOut: true, status: null }).cause).toBe("it did not end within 10 s");
    expect(explain("last", { timedOut: true, status: null, runtime: "/cvmfs/x/apptainer" })).toMatchObject({
      cause: "it did not end within 10 s (last words: last)",
      fix: expect.stringContaining("CVMFS hangs"),
    });
    expect(explain("", { truncated: true }).cause).toContain("wrote more than is read");
    expect(explain("", { status: null, signal: "SIGKILL" }).cause).toBe("it was killed by SIGKILL (SIGKILL)");
    expect(explain("runtime: failed to create new OS thread", { status: 2 }).fix).toContain("ulimit -v");
    expect(explain("FATAL: no", { status: 0 }).cause).toBe(
      "it ended with status 0 without having run our program (status 0: FATAL: no)",
    );
  });
});
