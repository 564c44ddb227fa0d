import { healthy } from "./example-facts.ts";
import { describeFaults } from "./faults.ts";

const scratch = (more: Partial<typeof healthy.storage.scratch>) => ({
  storage: { scratch: { ...healthy.storage.scratch, ...more } },
});
const free = (limit: number, from = "free space of /scratch/42") => ({
  storage: { fences: [{ limit, from, kind: "hardware" as const }] },
});
const tmp = (more: Partial<(typeof healthy.storage.candidates)[number]>) => ({
  storage: { candidates: [{ ...healthy.storage.candidates[1]!, ...more }] },
});

const passedOver = {
  candidates: [
    { ...healthy.storage.candidates[1]!, path: "/gone", from: "environment TMPDIR", rejected: "it does not exist" },
    ...healthy.storage.candidates,
  ],
};

describeFaults("scratch-usable", [
  {
    what: "not ours to write",
    with: scratch({ writable: false }),
    status: "fail",
    says: /cannot be written by pilot/,
    fix: /--work-dir/,
  },
  {
    what: "of a name that HTCondor cannot hold",
    with: {
      storage: {
        scratch: { ...healthy.storage.scratch, path: "/a b" },
        unknown: [{ what: "scratch /a b", why: "its path has a blank" }],
      },
    },
    status: "fail",
    says: /\/a b cannot be used: its path has a blank/,
    fix: /--work-dir/,
  },
  { what: "mounted noexec", with: scratch({ executable: false }), status: "fail", says: /noexec/, fix: /remount,exec/ },
  {
    what: "a directory that was named and passed over",
    with: { storage: passedOver },
    status: "warn",
    says: /\/gone is not used/,
    fix: /environment TMPDIR/,
  },
  {
    what: "the same in a tree that leaves directories out",
    with: { site: { complete: false }, storage: passedOver },
    status: "pass",
  },
  { what: "one of the two is not known", with: scratch({ writable: null }), status: "pass" },
]);

describeFaults("scratch-space", [
  { what: "exactly enough", with: free(81_920), status: "pass" },
  {
    what: "5 GiB a core",
    with: free(40_960),
    status: "warn",
    says: /40 GiB of scratch space for 8 cores is 5 GiB a core; 10 GiB/,
    fix: /glidein gc/,
  },
  { what: "a full disk", with: free(300), status: "fail", says: /only 300 MiB/ },
  { what: "a quota", with: free(20_000, "quota on /dev/sda1"), status: "warn", fix: /quota of the pilot/ },
  {
    what: "a smaller wish of the VO",
    with: free(40_960),
    settings: { GLIDEIN_Check_Scratch_Per_Core: "4G" },
    status: "pass",
  },
  {
    what: "cores that nobody counts",
    with: {
      ...free(40_960),
      cpus: { fences: [] },
      batch: { jobs: [] },
      features: { "job.allocated_cpu": { status: "missing", value: null, raw: null, reason: "" } },
    },
    status: "skip",
  },
]);

describeFaults("scratch-inodes", [
  {
    what: "too few for eight cores",
    with: scratch({ freeInodes: 50_000 }),
    status: "warn",
    says: /only 50000 more files.*80000 are wanted/,
    fix: /du --inodes/,
  },
  { what: "almost none", with: scratch({ freeInodes: 3 }), status: "fail" },
  { what: "a file system without inodes", with: scratch({ freeInodes: null }), status: "skip" },
]);

describeFaults("tmp-directory", [
  {
    what: "read-only",
    with: tmp({ writable: false, rejected: "it is mounted read-only" }),
    status: "warn",
    fix: /1777/,
  },
  { what: "full", with: tmp({ freeMiB: 5 }), status: "warn", says: /only 5 MiB/ },
  { what: "of unknown size", with: tmp({ freeMiB: null }), status: "pass" },
]);
