import { describe, expect, it } from "vitest";
import { parseSignalOption, signalOptionIn } from "../../../src/parse/batch/signal-option.ts";
import { parseShownConfig, parseSlurmConf } from "../../../src/parse/batch/slurm-conf.ts";

describe("slurm.conf", () => {
  const text = `ClusterName=lab # KillWait=1
KillWait=120
PartitionName=early Nodes=n1
PartitionName=DEFAULT GraceTime=40 \\
  State=UP
PartitionName=batch Nodes=n[1-2] GraceTime=90
 partitionname=other Nodes=n1
`;

  it.each([
    ["batch", 90],
    ["other", 40],
    ["early", null],
    ["none", null],
    [null, null],
  ])("says how long a job of partition %s has when it is pre-empted", (partition, graceTime) => {
    expect(parseSlurmConf(text, partition)).toEqual({ killWait: 120, graceTime, includes: false });
  });

  it("may leave it to other files, be empty, or be nonsense", () => {
    expect(parseSlurmConf("Include /etc/slurm/more.conf\n", "x")).toMatchObject({ killWait: null, includes: true });
    expect(parseSlurmConf("#Include x\n", "x").includes).toBe(false);
    expect(parseSlurmConf("KillWait=soon\nPartitionName=\n", "")).toMatchObject({ killWait: null, graceTime: null });
    expect(parseSlurmConf("KillWait=1\n", null).killWait).toBe(5);
  });

  it("is shown by scontrol with its unit", () => {
    expect(parseShownConfig("JobRequeue = 1\nKillWait                = 45 sec\n")).toBe(45);
    expect(parseShownConfig("KillWait = (null)\n")).toBeNull();
  });
});

describe("--signal", () => {
  it.each([
    ["USR1", "SIGUSR1", 60, false],
    ["B:USR2@120", "SIGUSR2", 120, true],
    ["10@300", "SIGUSR1", 300, false],
    ["RB:SIGTERM@5", "SIGTERM", 5, true],
    ["R:XCPU", "SIGXCPU", 60, false],
  ])("%s", (given, signal, before, toScript) => {
    expect(parseSignalOption(given)).toEqual({ ok: true, value: { signal, before, toScript } });
  });

  it.each(["", "@60", "B:", "USR1@", "99", "USR1@-1", "A:USR1", "USR1@600000"])("is not %j", (given) => {
    expect(parseSignalOption(given).ok).toBe(false);
  });

  it("is looked for in the head of a batch script only, the last one counts", () => {
    const head = "#!/bin/bash\n#SBATCH -N2 --signal=B:USR1@75 -t 5\n\n# a remark\n";
    expect(signalOptionIn(head)).toBe("B:USR1@75");
    expect(signalOptionIn(`${head}#SBATCH --signal 'USR2@10'\nsrun x\n`)).toBe("USR2@10");
    expect(signalOptionIn("#!/bin/bash\necho\n#SBATCH --signal=USR1\n")).toBeNull();
    expect(signalOptionIn("#!/bin/bash\n##SBATCH --signal=USR1\n#SBATCH --signals=USR1\n")).toBeNull();
  });
});
