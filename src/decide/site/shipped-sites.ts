/**
 * The table of sites that comes with the program: common kinds of systems. It says only what holds on every system of
 * the kind; what is one site's own belongs into that site's file. A test reads it as any other table.
 */
export const shippedSites = `# Sites that glidein knows by itself; docs/sites.md says what the keys mean.

[site.cray-slurm]
doc = "HPE Cray with Slurm: the node has no disk, the high-speed network has an interface of its own."
when.batch = "slurm"
when.file = ["/etc/cray-release", "/etc/opt/cray/release/cle-release", "/opt/cray/pe"]
# Without a disk /tmp is memory, so the batch system's scratch comes first.
scratch = ["$SLURM_TMPDIR", "$LOCAL_SCRATCH"]
interface = ["hsn0", "ipogif0"]

[site.slurm]
doc = "Cluster with Slurm."
when.batch = "slurm"
scratch = ["$SLURM_TMPDIR", "$LOCAL_SCRATCH"]

[site.pbs]
doc = "PBS Pro, OpenPBS or Torque."
when.batch = "pbs"
scratch = ["$PBS_JOBFS", "$LOCAL_SCRATCH"]

[site.lsf]
doc = "LSF: at the run limit it sends SIGUSR2 ten minutes before it kills."
when.batch = "lsf"
limits.warning_signal = "SIGUSR2"

[site.closed-network]
doc = "Nodes that lead nowhere but to a gateway or a shared file system. Recognised by nothing: name it with --site."
offline = true
`;
