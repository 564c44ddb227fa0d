import { cleanEnvironment } from "../decide/environment-policy.ts";
import type { Host } from "../host/host.ts";
import { parseDetectedGpus } from "../parse/gpu/detected-gpus.ts";

/** Drivers that were not used yet take seconds to wake up. */
const discoveryMs = 20_000;

/**
 * How many GPUs the startd of a release will find, by running its own program in the environment that the startd will
 * have; null when it cannot be asked, or when the node has no device that it knows, so that other nodes pay nothing.
 */
export async function probeCondorGpus(
  host: Host,
  { libexec, libraryPath }: { readonly libexec: string; readonly libraryPath: readonly string[] },
): Promise<number | null> {
  const nodes = await host.list("/dev");
  if (!nodes.ok || !nodes.value.some((name) => /^(?:nvidia[0-9]+|kfd|dxg)$/u.test(name))) return null;
  const result = await host.command({
    argv: [`${libexec}/condor_gpu_discovery`],
    env: {
      ...cleanEnvironment(host.env),
      LC_ALL: "C",
      CONDOR_CONFIG: "/dev/null",
      ...(libraryPath.length === 0 ? {} : { LD_LIBRARY_PATH: libraryPath.join(":") }),
    },
    timeoutMs: discoveryMs,
  });
  if (!result.ok || result.value.status !== 0 || result.value.timedOut) return null;
  return parseDetectedGpus(result.value.stdout);
}
