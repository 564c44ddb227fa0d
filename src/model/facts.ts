import type { BrokeredAccessPoint } from "./facts/access-point.ts";
import type { BatchFacts } from "./facts/batch.ts";
import type { ContainerFacts } from "./facts/container.ts";
import type { CredentialFact } from "./facts/credential.ts";
import type { EdgeFacts } from "./facts/edge.ts";
import type { FeatureFacts, FeatureHint, FeatureLocations } from "./facts/features.ts";
import type { HidingFacts } from "./facts/hiding.ts";
import type { CpuFacts, GpuFacts, MemoryFacts, StorageFacts, SystemFacts } from "./facts/machine.ts";
import type { NetworkFacts } from "./facts/network.ts";
import type { SiteFacts } from "./facts/site.ts";
import type { SiteTableFacts } from "./facts/site-table.ts";
import type { StageFacts } from "./facts/stage.ts";

/** Counters of the client of one repository; null = it does not say. */
export interface CvmfsHealth {
  readonly ioErrors: number | null;
  /** Epoch seconds; null also when there was none. */
  readonly lastIoErrorAt: number | null;
  readonly usedFiles: number | null;
  readonly maxFiles: number | null;
  /** Limit of the cache, MiB. */
  readonly cacheMiB: number | null;
  /** Minutes until the client has to look for a newer catalogue; below 0 it could not for that long. */
  readonly expiresMinutes: number | null;
}

/**
 * Everything observed about the node, the slot and the clock, as one JSON document
 * (`glidein facts --format json`, `--facts FILE`). Times are epoch seconds, sizes MiB, `null` = unknown.
 */
export interface Facts {
  readonly schema: "glidein.facts/1";
  readonly clock: {
    readonly now: number;
    readonly bootTime: number | null;
    /** Ours minus a server's, where one was asked. */
    readonly skewSeconds: number | null;
    readonly skewFrom: string | null;
  };
  /** 0–99: the draw of the retire spread, a fact so that a plan can be made again. */
  readonly draw: number;
  /** 0–999,999: the draw of everything else that is chosen at random, such as one of several collectors. */
  readonly choice: number;
  readonly system: SystemFacts;
  readonly features: FeatureFacts;
  /** Where the two locations lead; null when the variable is not set. */
  readonly featureLocations: FeatureLocations;
  /** Values of keys from before the note; never fences. */
  readonly featureHints: readonly FeatureHint[];
  readonly cpus: CpuFacts;
  readonly memory: MemoryFacts;
  readonly storage: StorageFacts;
  readonly gpus: GpuFacts;
  readonly batch: BatchFacts;
  readonly container: ContainerFacts;
  /** Absent: the settings name none. */
  readonly edge?: EdgeFacts;
  /** Absent in documents from before it was tried. */
  readonly hiding?: HidingFacts;
  /** Absent before the pool was asked, which is when HTCondor is there, and where nothing depends on it. */
  readonly accessPoints?: readonly BrokeredAccessPoint[];
  readonly credentials: readonly CredentialFact[];
  readonly cvmfs: {
    readonly repositories: readonly {
      readonly name: string;
      readonly mounted: boolean | null;
      readonly revision: number | null;
      readonly problem: string;
      /** What the client says about itself; null or absent when it was not asked. */
      readonly health?: CvmfsHealth | null;
    }[];
  };
  readonly network: NetworkFacts;
  readonly site: SiteFacts;
  /** Absent in facts from before there were tables of sites. */
  readonly siteTable?: SiteTableFacts;
  /** Absent: the settings name no staging area of our own format, or nobody looked. */
  readonly stage?: StageFacts;
  readonly user: { readonly uid: number | null; readonly gid: number | null; readonly name: string | null };
  readonly condor: {
    readonly tree: string | null;
    /** GPUs that this release's own discovery program finds; null or absent when it was not asked. */
    readonly gpus?: number | null;
    readonly version: string | null;
    readonly from: string;
    readonly problem: string;
    /** Whether `condor_config_val` read the plan's configuration; absent before it is staged. */
    readonly configuration?: { readonly accepted: boolean; readonly said: string };
  };
}
