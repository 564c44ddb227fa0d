import type { Check } from "../src/model/check.ts";
import { batchIdentity } from "./batch/batch-identity.ts";
import { cgroupDelegation } from "./batch/cgroup-delegation.ts";
import { mjfAgrees } from "./batch/mjf-agrees.ts";
import { mjfLocations } from "./batch/mjf-locations.ts";
import { mjfValues } from "./batch/mjf-values.ts";
import { wallTime } from "./batch/wall-time.ts";
import { containerCapabilities } from "./container/container-capabilities.ts";
import { containerImages } from "./container/container-images.ts";
import { containerRuntime } from "./container/container-runtime.ts";
import { userNamespaces } from "./container/user-namespaces.ts";
import { credentialLifetime } from "./credentials/credential-lifetime.ts";
import { credentialsValid } from "./credentials/credentials-valid.ts";
import { clockSkew } from "./machine/clock-skew.ts";
import { cpuLevel } from "./machine/cpu-level.ts";
import { kernel } from "./machine/kernel.ts";
import { openFiles } from "./machine/open-files.ts";
import { operatingSystem } from "./machine/operating-system.ts";
import { processLimits } from "./machine/process-limits.ts";
import { processes } from "./machine/processes.ts";
import { systemLibraries } from "./machine/system-libraries.ts";
import { caCertificates } from "./network/ca-certificates.ts";
import { ccbReachable } from "./network/ccb-reachable.ts";
import { collectorReachable } from "./network/collector-reachable.ts";
import { edgeCondor } from "./network/edge-condor.ts";
import { edgeReachable } from "./network/edge-reachable.ts";
import { hostName } from "./network/host-name.ts";
import { ipFamilies } from "./network/ip-families.ts";
import { revocationLists } from "./network/revocation-lists.ts";
import { scheddReachable } from "./network/schedd-reachable.ts";
import { stagingArea } from "./network/staging-area.ts";
import { webProxy } from "./network/web-proxy.ts";
import { webServers } from "./network/web-servers.ts";
import { gpus } from "./resources/gpus.ts";
import { grantAgrees } from "./resources/grant-agrees.ts";
import { grantFitsNode } from "./resources/grant-fits-node.ts";
import { memoryAvailable } from "./resources/memory-available.ts";
import { memoryPerCore } from "./resources/memory-per-core.ts";
import { swapLimits } from "./resources/swap-limits.ts";
import { account } from "./site/account.ts";
import { condorConfigAccepted } from "./site/condor-config-accepted.ts";
import { cvmfsHealth } from "./site/cvmfs-health.ts";
import { cvmfsMounted } from "./site/cvmfs-mounted.ts";
import { denylist } from "./site/denylist.ts";
import { htcondorLoads } from "./site/htcondor-loads.ts";
import { leftoverDirectories } from "./site/leftover-directories.ts";
import { leftoverProcesses } from "./site/leftover-processes.ts";
import { modules } from "./site/modules.ts";
import { siteTables } from "./site/site-tables.ts";
import { scratchInodes } from "./storage/scratch-inodes.ts";
import { scratchSpace } from "./storage/scratch-space.ts";
import { scratchUsable } from "./storage/scratch-usable.ts";
import { tmpDirectory } from "./storage/tmp-directory.ts";

/** Every check, in the order in which results are shown. */
export const catalogue: readonly Check[] = [
  operatingSystem,
  systemLibraries,
  kernel,
  cpuLevel,
  openFiles,
  processes,
  processLimits,
  clockSkew,
  grantFitsNode,
  grantAgrees,
  memoryPerCore,
  memoryAvailable,
  swapLimits,
  gpus,
  scratchUsable,
  scratchSpace,
  scratchInodes,
  tmpDirectory,
  hostName,
  ipFamilies,
  edgeReachable,
  edgeCondor,
  collectorReachable,
  ccbReachable,
  scheddReachable,
  webProxy,
  webServers,
  stagingArea,
  caCertificates,
  revocationLists,
  credentialsValid,
  credentialLifetime,
  batchIdentity,
  wallTime,
  mjfLocations,
  mjfValues,
  mjfAgrees,
  cgroupDelegation,
  userNamespaces,
  containerRuntime,
  containerCapabilities,
  containerImages,
  siteTables,
  modules,
  account,
  cvmfsMounted,
  cvmfsHealth,
  denylist,
  leftoverDirectories,
  leftoverProcesses,
  htcondorLoads,
  condorConfigAccepted,
];
