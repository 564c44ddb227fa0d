import { describe, expect, it } from "vitest";
import { healthy, now } from "./example-facts.ts";
import { describeFaults } from "./faults.ts";
import { having, judge } from "./judge.ts";

const repository = (more: object) => ({ cvmfs: { repositories: [{ ...healthy.cvmfs.repositories[0]!, ...more }] } });
const gone = { mounted: false, problem: "it does not exist" };
describeFaults("cvmfs-mounted", [
  {
    what: "one that hangs",
    with: repository({ mounted: null, problem: "it timed out after 15 s" }),
    status: "warn",
    says: /does not answer/,
    fix: /cvmfs_config/,
  },
  { what: "one that is not there", with: repository(gone), status: "warn", says: /cannot be used/ },
  { what: "one that is not in the tree", with: { ...repository(gone), site: { complete: false } }, status: "skip" },
]);

const health = (more: object) => repository({ health: { ...healthy.cvmfs.repositories[0]!.health!, ...more } });
describeFaults("cvmfs-health", [
  {
    what: "an error an hour ago",
    with: health({ ioErrors: 3, lastIoErrorAt: now - 3600 }),
    status: "warn",
    says: /1 h ago/,
  },
  { what: "an error yesterday", with: health({ ioErrors: 3, lastIoErrorAt: now - 86_400 }), status: "pass" },
  { what: "an old catalogue", with: health({ expiresMinutes: -90 }), status: "warn", says: /1 h 30 min/ },
  { what: "a small cache", with: health({ cacheMiB: 500 }), status: "warn", says: /500 MiB/, fix: /CVMFS_QUOTA_LIMIT/ },
  {
    what: "too many open files",
    with: health({ usedFiles: 900, maxFiles: 1000 }),
    status: "warn",
    fix: /CVMFS_NFILES/,
  },
  { what: "a client that says nothing", with: repository({ health: null }), status: "skip" },
]);

const listed = (...entries: string[]) => ({ site: { denylist: { path: "/etc/denylist", entries, problem: "" } } });
describeFaults("denylist", [
  { what: "by its name", with: listed("WN042.example.org"), status: "fail", says: /as WN042/ },
  { what: "by its short name", with: listed("wn042"), status: "fail" },
  { what: "by its address", with: listed("192.0.2.42"), status: "fail" },
  { what: "by a pattern", with: listed("wn0*.example.*"), status: "fail" },
  { what: "by a pattern that is only alike", with: listed("wn042*wn042*", "*.com", "wn04", "*042"), status: "fail" },
  { what: "others", with: listed("wn041.example.org", "*.example.com", "x*"), status: "pass" },
  {
    what: "a list that cannot be read",
    with: { site: { denylist: { path: "/d", entries: [], problem: "denied" } } },
    status: "warn",
  },
]);

describeFaults("leftover-directories", [
  {
    what: "two of them",
    with: {
      site: {
        leftovers: {
          processes: [],
          directories: [
            { path: "/tmp/glidein-a", uid: 7, why: "dead" },
            { path: "/tmp/glide_b", uid: null, why: "old" },
          ],
        },
      },
    },
    status: "warn",
    says: /2 directories: \/tmp\/glidein-a, \/tmp\/glide_b/,
    fix: /glidein gc/,
  },
]);
describeFaults("leftover-processes", [
  {
    what: "a starter without its master",
    with: {
      site: {
        leftovers: {
          directories: [],
          processes: [{ pid: 77, name: "condor_starter", why: "its condor_master is gone" }],
        },
      },
    },
    status: "warn",
    says: /condor_starter \(77\)/,
    fix: /kill 77/,
  },
]);
describeFaults("account", [
  { what: "not known", with: { site: { accountKnown: false } }, status: "warn", says: /uid 1000/ },
]);

const condor = (more: object) => ({ condor: { ...healthy.condor, version: null, ...more } });
describeFaults("htcondor-loads", [
  {
    what: "a library that is missing",
    with: condor({ problem: "condor_version: libssl.so.3: cannot open shared object file" }),
    status: "fail",
    says: /libssl/,
    fix: /Install the library/,
  },
  {
    what: "a directory without HTCondor",
    with: condor({ tree: null, from: "/opt/c", problem: "it has no sbin/condor_master" }),
    settings: { GLIDEIN_Condor: "/opt/c" },
    status: "fail",
    fix: /whole release/,
  },
  { what: "none on the node", with: condor({ tree: null, problem: "no condor_master was found" }), status: "skip" },
  {
    what: "one that was not run",
    with: condor({ problem: "condor_version: it is not run on a recorded node and" }),
    status: "skip",
  },
  {
    what: "a tarball",
    with: condor({ tree: null, problem: "" }),
    settings: { GLIDEIN_Condor: "/c.tar.gz" },
    status: "skip",
  },
]);
describeFaults("condor-config-accepted", [
  {
    what: "a refusal",
    with: { condor: { ...healthy.condor, configuration: { accepted: false, said: "line 7" } } },
    status: "fail",
    says: /line 7/,
  },
]);

describe("a denylist with a hostile pattern", () => {
  it("is judged at once", () => {
    const facts = having(healthy, listed(`${"*a".repeat(100)}*`));
    expect(judge("denylist", facts).status).toBe("pass");
  });
});
