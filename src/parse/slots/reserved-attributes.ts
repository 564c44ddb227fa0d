/**
 * Attributes that HTCondor 23.9 to 25 itself puts into a slot's ad, or that policy expressions read. A resource is
 * published under its own name and under that name after some prefixes: none of them may overwrite one of these.
 */
const ownAttributes = `
  AcceptedWhileDraining AccountingGroup ActivationRequests Activity AddressV1 Arch AuthenticatedIdentity AuthenticationMethod
  AvgTransferInputMB AvgTransferOutputMB BrokenContextAds BrokenReasons CanHibernate Catalogs CgroupEnforced
  ClaimEndTime ClaimId ClaimIdList ClaimRequests CleanupCategoryCounts ClientMachine ClockDay ClockMin CondorLoadAvg
  CondorPlatform CondorScratchDir CondorVersion ConsoleIdle CpuBusy CpuBusyTime CpuCacheSize CpuFamily CpuIsBusy
  CpuModelNumber CpuModel CurrentRank CurrentTime DaemonCoreDutyCycle DaemonLastReconfigTime DaemonShutdown
  DaemonShutdownFast DaemonStartTime DetectedCpus DetectedDisk DetectedMemory DotNetVersions Draining DrainReason
  DrainingRequestId DSlotId DynamicSlot EffectiveFlockList EnteredCurrentActivity EnteredCurrentState
  ExpectedMachineGracefulDrainingBadput ExpectedMachineGracefulDrainingCompletion
  ExpectedMachineQuickDrainingBadput ExpectedMachineQuickDrainingCompletion FileSystemDomain FutureClaim GlobalJobId
  HardwareAddress Has_sse4_1 Has_sse4_2 has_avx has_avx2 has_avx512dnni has_avx512dq has_avx512f has_ssse3
  HasContainer HasDocker HasDockerURL HasEncryptExecuteDirectory HasFileTransfer HasFileTransferPluginMethods HasIOProxy
  HasCommonFilesTransfer HasJobNetworking HasJobTransferPlugins HasOsUser has_avx512_vnni CpusUsage DiskUsage MemoryUsage
  ExecutableSize ExecuteVolume LastFetchWorkCompleted LastFetchWorkSpawned MappingMethod NewDSlotNotMatch
  NumDynamicSlotsTime PublicClaimId RecentActivationRequests RecentClaimRequests RecentNewDSlotNotMatch
  WakeOnLanEnabledFlags WakeOnLanSupportedFlags Collector_Host_String
  HasJICLocalConfig HasJICLocalStdin HasJobDeferral HasJobTransforms HasMPI HasPerFileEncryption HasReconnect
  HasRotationalScratch HasSandboxImage HasSelfCheckpointTransfers HasSIF HasSingularity HasSshd HasStartDaemonAd
  HasTDP HasTransferInputRemaps HasUserNamespaces HasVM HibernationLevel HibernationState
  HibernationSupportedStates ImageSize IsDataSlot IsEnforcingDiskUsage IsGlidein IsLocalStartd IsOwner IsWakeAble
  IsWakeEnabled IsWakeOnLanEnabled IsWakeOnLanSupported IsWakeSupported JobBusyTimeAvg JobBusyTimeCount
  JobDurationAvg JobDurationCount JobId JobPreemptions JobRankPreemptions JobStart JobStarts JobUniverse
  JobUserPrioPreemptions KeyboardIdle KFlops LastBenchmark LastDrainStartTime LastDrainStopTime LastHeardFrom
  LastPeriodicCheckpoint LastUpdate LoadAvg Machine MachineLastMatchTime MachineMaxVacateTime MachineResources
  MaxClaimTime MaxJobRetirementTime Microarch Mips MonitorSelfAge MonitorSelfCPUUsage MonitorSelfImageSize
  MonitorSelfRegisteredSocketCount MonitorSelfResidentSetSize MonitorSelfSecuritySessions MonitorSelfTime MyAddress
  MyCurrentTime MyType Name NextFetchWorkDelay NiceUser NumDynamicSlots NumPids Offline OfflineUniverses OpSys
  OpSysAndVer OpSysLegacy OpSysLongName OpSysMajorVer OpSysName OpSysShortName OpSysVer ParentSlotId
  PartitionableSlot PreemptingOwner PreemptingRank PreemptingUser PslotRollupInformation Rank
  RecentDaemonCoreDutyCycle RecentJobBusyTimeAvg RecentJobBusyTimeCount RecentJobDurationAvg
  RecentJobDurationCount RecentJobPreemptions RecentJobRankPreemptions RecentJobStarts
  RecentJobUserPrioPreemptions RemoteAdminCapability RemoteAutoregroup RemoteGroup RemoteNegotiatingGroup
  RemoteOwner RemoteScheddName RemoteUser Requirements RetirementTimeRemaining SelfMonitorAge SingularityVersion
  SingularityUserNamespaces SlotBrokenCode SlotBrokenReason SlotId SlotType SlotTypeId SlotWeight Start
  StartdIpAddr StarterAbilityList StarterVersion State SubnetMask Suspend SynchronizedSlot TargetType TimeToLive
  TotalClaimRunTime TotalClaimSuspendTime TotalCondorLoadAvg TotalCpus TotalDisk TotalJobRunTime
  TotalJobSuspendTime TotalLoadAvg TotalMachineDrainingBadput TotalMachineDrainingUnclaimedTime TotalMemory
  TotalSlotCpus TotalSlotDisk TotalSlotMemory TotalSlots TotalTimeClaimedBusy TotalTimeClaimedIdle
  TotalTimeClaimedRetiring TotalTimeMatchedIdle TotalTimeOwnerIdle TotalTimePreemptingKilling
  TotalTimePreemptingVacating TotalTimeUnclaimedIdle TotalVirtualMemory UidDomain Unhibernate UpdateSequenceNumber
  UpdatesHistory UpdatesLost UpdatesSequenced UpdatesTotal UtsnameMachine UtsnameNodename UtsnameRelease
  UtsnameSysname UtsnameVersion VirtualMemory VM_AvailNum VM_Guest_Mem VM_Memory VM_Networking VM_Type VirtualMachineId
  WantHold WantVacate WithinResourceLimits`;

const reserved = new Set(ownAttributes.trim().toLowerCase().split(/\s+/u));
/** A resource x is published as x, Totalx, TotalSlotx and so on. */
const prefixes = ["", "total", "totalslot", "detected", "assigned", "offline", "available", "child", "brokenslot"];
/** Families of attributes: those of carved slots, and those that glideins publish. */
const families = /^(?:child|glidein_|glideclient_|is_glidein|is_slot_|mjf_|sitewms_)/u;

/** Whether a resource of this name would overwrite an attribute of HTCondor's, or one of the glidein's own. */
export function isReservedAttribute(name: string): boolean {
  const lower = name.toLowerCase();
  return families.test(lower) || prefixes.some((prefix) => reserved.has(prefix + lower));
}
