import type { WorkingContainer } from "../model/facts/container.ts";
import type { HidingFacts } from "../model/facts/hiding.ts";
import type { Settings } from "../model/settings.ts";
import { findProof, proofStatus } from "../parse/container/proof-line.ts";
import { printable } from "../parse/printable.ts";
import { tryRuntime, type Workshop } from "./container/trial.ts";
import { readMounts } from "./machine/mounts.ts";

const trialMs = 10_000;
const maxOther = 16;
/** On a small scale what a job gets: a directory that is covered, a file that is masked, a new /proc. */
const places = ["--cover", "./cache", "--mask", "./token"] as const;
const job = ["./hider", "--required"] as const;
const starter = [...job, "--in-place"] as const;
/** As the starter does, not in its own place: a program that executes another in a thread would be taken for one that ended. */
const child = ["/bin/sh", "-c", '"$0" "$@"; exit $?'] as const;

type Way = readonly [string, ...string[]];
type Seen = Pick<HidingFacts, "works" | "said" | "containers">;

const untried = (why: string): Seen => ({ works: null, said: `not tried: ${printable(why)}`, containers: null });

/**
 * Runs our program hidden in the directory of the probe image, as a job and as HTCondor's starter with such a job below it, and
 * in there the container runtime that was proven.
 */
export async function probeHiding(
  shop: Workshop | { readonly problem: string },
  wish: Settings["GLIDEIN_Hide_Credentials"]["value"],
  working: WorkingContainer | null,
): Promise<HidingFacts> {
  const none = wish === "NEVER" ? "nobody asked for it" : "problem" in shop ? shop.problem : null;
  if (none !== null || "problem" in shop)
    return { ...untried(none ?? ""), starter: untried(none ?? ""), otherProc: [] };
  const [plain, { mounts }] = await Promise.all([
    tryWay(shop, [...job, ...places, "--"], working, { below: [...job, "--"], name: "hidden" }),
    readMounts(shop.host),
  ]);
  const otherProc = mounts
    .filter(({ type, point }) => type === "proc" && point !== "/proc" && !point.startsWith("/proc/"))
    .map(({ point }) => point)
    .slice(0, maxOther);
  const within = plain.works === true ? [...job, "--"] : [];
  const ofStarter = await tryWay(shop, [...starter, ...places, "--", ...within], working, {
    below: [...starter, "--", ...child],
    name: "below-starter",
  });
  return { ...plain, starter: ofStarter, otherProc };
}

/** `nested`: how the container runtime is started, and what it writes. */
async function tryWay(
  shop: Workshop,
  way: Way,
  working: WorkingContainer | null,
  nested: { readonly below: Way; readonly name: string },
): Promise<Seen> {
  const { host, image } = shop;
  const [ran, outside] = await Promise.all([
    host.command({
      argv: [...way, "./image/probe", image.token, "./token", "./cache/written"],
      env: {},
      cwd: image.directory,
      timeoutMs: trialMs,
      maxBytes: 4096,
    }),
    host.readlink("/proc/self/ns/user"),
  ]);
  if (!ran.ok) return untried(ran.error.what);
  const { status, stdout, stderr } = ran.value;
  const proof = status === proofStatus ? findProof(stdout, image.token) : null;
  const hidden =
    proof?.bound === false &&
    proof.written === false &&
    proof.userNamespace !== null &&
    !(outside.ok && outside.value === proof.userNamespace);
  if (!hidden) {
    const words = stderr.trim().split("\n").at(-1) ?? "";
    return { works: false, said: printable(words === "" ? `status ${status}` : words), containers: null };
  }
  if (working === null) return { works: true, said: "", containers: null };
  const { path, flags } = working;
  const runtime = { path, limitMs: trialMs, below: nested.below };
  const trial = await tryRuntime(shop, runtime, { flags, name: nested.name });
  return { works: true, said: "", containers: trial.ran.ok ? trial.proof !== null : null };
}
