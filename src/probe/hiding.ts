import type { WorkingContainer } from "../model/facts/container.ts";
import type { HidingFacts } from "../model/facts/hiding.ts";
import type { Settings } from "../model/settings.ts";
import { findProof, proofStatus } from "../parse/container/proof-line.ts";
import { printable } from "../parse/printable.ts";
import { tryRuntime, type Workshop } from "./container/trial.ts";
import { readMounts } from "./machine/mounts.ts";

const trialMs = 10_000;
const maxOther = 16;
const hider = ["./hider", "--required", "--cover", "./cache"] as const;

const untried = (why: string): HidingFacts => ({
  works: null,
  said: `not tried: ${printable(why)}`,
  containers: null,
  otherProc: [],
});

/** Runs our program hidden in the directory of the probe image, and in there the container runtime that was proven. */
export async function probeHiding(
  shop: Workshop | { readonly problem: string },
  wish: Settings["GLIDEIN_Hide_Credentials"]["value"],
  working: WorkingContainer | null,
): Promise<HidingFacts> {
  if (wish === "NEVER") return untried("nobody asked for it");
  if ("problem" in shop) return untried(shop.problem);
  const { host, image } = shop;
  const [ran, outside, { mounts }] = await Promise.all([
    host.command({
      // On a small scale what a job gets: a directory that is covered, a file that is masked, a new /proc.
      argv: [...hider, "--mask", "./token", "--", "./image/probe", image.token, "./token", "./cache/written"],
      env: {},
      cwd: image.directory,
      timeoutMs: trialMs,
      maxBytes: 4096,
    }),
    host.readlink("/proc/self/ns/user"),
    readMounts(host),
  ]);
  const otherProc = mounts
    .filter(({ type, point }) => type === "proc" && point !== "/proc" && !point.startsWith("/proc/"))
    .map(({ point }) => point)
    .slice(0, maxOther);
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
    return { works: false, said: printable(words === "" ? `status ${status}` : words), containers: null, otherProc };
  }
  return { works: true, said: "", containers: await nested(shop, working), otherProc };
}

async function nested(shop: Workshop, working: WorkingContainer | null): Promise<boolean | null> {
  if (working === null) return null;
  const { path, flags } = working;
  const trial = await tryRuntime(shop, { path, limitMs: trialMs, below: [...hider, "--"] }, { flags, name: "hidden" });
  return trial.ran.ok ? trial.proof !== null : null;
}
