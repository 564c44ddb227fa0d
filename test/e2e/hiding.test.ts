// Jobs outside of containers and the pilot's secrets: what they can reach, and that nothing else is different for them.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageMarker, imagePath, type JobId, patience, type WorkerNode, waitFor } from "../bed/index.ts";
import { must } from "./rig/must.ts";
import { jobDirectory, type Rig, startRig, tokenFile } from "./rig/rig.ts";
import type { RunningGlidein } from "./rig/running-glidein.ts";
import { escapedProcess, removeJobs, shellJob, submitOne, waitForStatus } from "./rig/shell-job.ts";

const secretVariable = "a-secret-of-the-daemons-environment";
const usualEnvironment = { PATH: "/usr/bin:/bin", TMPDIR: jobDirectory, PILOT_SECRET: secretVariable };

let rig: Rig;
let hidden: Site;
let open: Site;

interface Site {
  readonly node: WorkerNode;
  readonly name: string;
  readonly glidein: RunningGlidein;
}

async function site(name: string, args: readonly string[], options: Parameters<Rig["node"]>[0] = {}): Promise<Site> {
  const node = await rig.node(options);
  const glidein = await rig.start(node, {
    args: ["--set", `GLIDEIN_Site=${name}`, "--set", "GLIDEIN_Look_Again=2", ...args],
    env: usualEnvironment,
  });
  return { node, name, glidein };
}

beforeAll(async () => {
  rig = await startRig();
  [hidden, open] = await Promise.all([site("hidden", []), site("open", ["--set", "GLIDEIN_Hide_Credentials=NEVER"])]);
  await Promise.all([hidden, open].map(({ glidein }) => glidein.saw("startd-ready")));
});
afterAll(() => rig?.stop());

interface Done {
  readonly ad: Readonly<Record<string, unknown>>;
  readonly out: string;
  readonly err: string;
}

async function run(script: string, where: Site, extra = ""): Promise<Done> {
  const { jobs, directory } = await rig.pool.submit(
    shellJob(script, where.name).replace("queue\n", `+WantIOProxy = true\n${extra}\nqueue\n`),
  );
  const ad = await rig.pool.waitForHistory(jobs[0]!);
  const read = (name: string): Promise<string> => readFile(join(directory, name), "latin1");
  return { ad, out: await read("job.out"), err: await read("job.err") };
}

/** Every way to the pilot's secrets that a job of the same account has, as far as a shell goes. */
const burglary = [
  `cat ${tokenFile} ${jobDirectory}/../token ${jobDirectory}/glidein-*/condor/tokens.d/* ../../tokens.d/*`,
  "cat /proc/[0-9]*/environ",
  `for p in /proc/[0-9]*; do cat $p/root${tokenFile} $p/root${jobDirectory}/glidein-*/condor/tokens.d/* $p/cwd/condor/tokens.d/*; done`,
  "for f in /proc/[0-9]*/fd/*; do [ -f $f ] && head -c 100000 $f; [ -d $f ] && cat $f/tokens.d/* $f/condor/tokens.d/*; done",
  "find / -xdev -name *-idtoken -o -xdev -name token -type f | xargs cat",
  // In a namespace of its own it has every right but over what was mounted before.
  `unshare -Urm sh -c "umount -l ${tokenFile}; umount -l ${jobDirectory}/glidein-*/condor; umount -l /proc; mount --bind / /mnt; cat ${tokenFile} /mnt${tokenFile} ${jobDirectory}/glidein-*/condor/tokens.d/*; cat /proc/[0-9]*/environ"`,
  "nsenter -t 1 -m -U -p cat /scratch/token",
  "exit 0",
].join("; ");

describe("a job outside of a container", () => {
  it("finds neither the pilot's token nor the environment of its processes, which without hiding it does", async () => {
    const [kept, lost] = await Promise.all([run(burglary, hidden), run(burglary, open)]);
    const found = async ({ out }: Done, { node }: Site): Promise<object> => ({
      token: out.includes(await signatureOn(node)),
      environment: out.includes(secretVariable),
    });
    expect(await found(lost, open)).toEqual({ token: true, environment: true });
    expect(await found(kept, hidden)).toEqual({ token: false, environment: false });
    expect(kept.ad["ExitCode"]).toBe(0);
  });

  it("cannot have the container runtime started in its place, and cannot change what the next job is started with", async () => {
    const [work] = (await must(hidden.node, ["sh", "-c", `echo ${jobDirectory}/glidein-*/condor`])).trim().split("\n");
    const { jobs, directory } = await rig.pool.submit(
      shellJob("", hidden.name)
        .replace("/bin/sh", `${work}/container-runtime`)
        .replace(/arguments = .*/u, `arguments = "exec --bind /scratch ${imagePath} cat ${tokenFile}"`)
        .replace("queue\n", 'environment = "_CONDOR_SLOT= _CONDOR_JOB_AD="\nqueue\n'),
    );
    const ad = await rig.pool.waitForHistory(jobs[0]!);
    expect(ad["ExitCode"]).toBe(127);
    expect(await readFile(join(directory, "job.out"), "utf8")).toBe("");
    const script = `for f in ${work}/plain-job ${work}/condor_config ${work}/../keeper ${work}/../warden; do echo x >> $f; rm -f $f; mv $f $f.old; done; touch ${work}/new ${work}/../new; exit 0`;
    await run(script, hidden);
    const listed = await must(hidden.node, ["sh", "-c", `ls ${work} ${work}/..; cat ${work}/condor_config`]);
    expect(listed).toContain("plain-job.options");
    expect(listed).toMatch(/^keeper$/mu);
    expect(listed).not.toMatch(/^(?:new|x|.*\.old)$/mu);
  });

  it("keeps its directory, credentials, chirp, limits and the right to make containers", async () => {
    const work = [
      "pwd; echo $_CONDOR_SCRATCH_DIR; id -u; echo kept > made; cat made",
      "ulimit -n; ulimit -c; umask",
      "/usr/libexec/condor/condor_chirp set_job_attr FromTheJob 42; /usr/libexec/condor/condor_chirp get_job_attr FromTheJob",
      `apptainer exec -C ${imagePath} cat ${imageMarker.path}`,
      "cat debian_version > copy; cmp copy /etc/debian_version && echo same",
    ].join("; ");
    const extra = "transfer_input_files = /etc/debian_version";
    const [there, usual] = await Promise.all([run(work, hidden, extra), run(work, open, extra)]);
    const lines = there.out.split("\n");
    expect(lines[0]).toBe(lines[1]);
    expect(lines.slice(2)).toEqual(usual.out.split("\n").slice(2));
    expect(there.out).toContain(imageMarker.text.trim());
    expect(lines.at(-2)).toBe("same");
    expect(there.ad["FromTheJob"]).toBe(42);
  });

  it.each([
    ["exit 3", { ExitCode: 3, ExitBySignal: false }],
    ["kill -SEGV $$", { ExitSignal: 11, ExitBySignal: true }],
    ["kill -KILL $$", { ExitSignal: 9, ExitBySignal: true }],
    ["sleep 300 & exec true", { ExitCode: 0, ExitBySignal: false }],
  ])("that ends with `%s` has ended so for HTCondor", async (script, expected) => {
    expect((await run(script, hidden)).ad).toMatchObject(expected);
    await nothingRuns(hidden.node);
  });

  it("gets the signal when it has to leave, is stopped and continued, and leaves no process", async () => {
    const script = `trap "echo told; exit 9" TERM; ${escapedProcess.replaceAll('"', "'").replaceAll("'", '"')}; echo up > mark; while :; do sleep 0.2; done`;
    const job = await submitOne(rig.pool, shellJob(script, hidden.name));
    await waitForStatus(rig.pool, job, "running");
    const [pid] = await waitFor("the job's processes", patience, () => {
      const found = jobProcesses(hidden.node);
      return found.length >= 4 ? found : undefined;
    });
    expect(pid).toBeGreaterThan(0);
    await condor(["condor_suspend", id(job)]);
    await waitFor("everything to be stopped", patience, async () => {
      const states = await Promise.all(jobProcesses(hidden.node).map((one) => stateOf(one)));
      return states.every((state) => state === "T") ? true : undefined;
    });
    await condor(["condor_continue", id(job)]);
    await waitFor("the job to go on", patience, async () => {
      const states = await Promise.all(jobProcesses(hidden.node).map((one) => stateOf(one)));
      return states.includes("T") ? undefined : true;
    });
    await condor(["condor_hold", id(job)]);
    await waitForStatus(rig.pool, job, "held");
    await nothingRuns(hidden.node);
    await removeJobs(rig.pool, hidden.name);
  });

  it("that is in a container of HTCondor's is started as ever", async () => {
    const done = await run(`cat ${imageMarker.path}; pwd`, hidden, `+SingularityImage = "${imagePath}"`);
    expect(done.out, `${String(done.ad["ExitCode"])} ${done.err}`).toMatch(
      new RegExp(`^${imageMarker.text.trim()}\n/srv`, "u"),
    );
  });

  it("that could not be hidden after all runs, and the ad and the log say so", async () => {
    const options = `${jobDirectory}/glidein-*/condor/*.options`;
    await must(hidden.node, [
      "sh",
      "-c",
      `for f in ${options}; do sed -i '1s|^|--keep\\x00/nowhere\\x00|' $f; done; ls -la ${jobDirectory}`,
    ]);
    expect((await run(`cat ${tokenFile}`, hidden)).out).toContain(await signatureOn(hidden.node));
    const told = await hidden.glidein.saw("finding", patience, ({ message }) =>
      /runs where it can/u.test(String(message)),
    );
    expect(told["message"]).toContain("keep /nowhere: errno 2");
    await waitForAttribute(hidden.name, false);
  });
});

describe.concurrent("elsewhere", () => {
  it("where /proc is partly covered, as by a container engine, jobs run that are not hidden, or nothing if hiding is required", async () => {
    const node = await site("masked", [], { maskProc: true });
    await node.glidein.saw("startd-ready");
    const { message, fix } = await node.glidein.saw(
      "finding",
      1,
      (event) => event["check"] === "credential" && /a \/proc of its own/u.test(String(event["message"])),
    );
    expect(message).toContain("because the one that is there is partly covered");
    expect(fix).toContain("procMount: Unmasked");
    await waitForAttribute("masked", false);
    expect((await run("exit 4", node)).ad["ExitCode"]).toBe(4);
    node.glidein.signal("SIGTERM");
    await node.glidein.end();
    const strict = await rig.start(node.node, { args: ["--set", "GLIDEIN_Hide_Credentials=REQUIRED"] });
    const end = await strict.end();
    expect(end.status).toBe(71);
    expect(end.stderr).toContain("HIDING_REQUIRED");
  });

  it("where hiding is required no job is taken that brings a program to be started beside it", async () => {
    const strict = await site("strict", ["--set", "GLIDEIN_Hide_Credentials=REQUIRED"]);
    await strict.glidein.saw("startd-ready");
    await waitForAttribute("strict", true);
    const burglar = await submitOne(
      rig.pool,
      shellJob("exit 0", strict.name).replace("queue\n", '+PreCmd = "/bin/true"\nqueue\n'),
    );
    expect((await run("exit 5", strict)).ad["ExitCode"]).toBe(5);
    await waitForStatus(rig.pool, burglar, "idle");
    await removeJobs(rig.pool, strict.name);
    strict.glidein.signal("SIGTERM");
    expect((await strict.glidein.end()).status).toBe(0);
  });
});

/** What of its token nobody could guess. */
const signatureOn = async (node: WorkerNode): Promise<string> =>
  (await must(node, ["cat", tokenFile])).trim().split(".")[2] ?? "no token";

const id = ({ cluster, proc }: JobId): string => `${String(cluster)}.${String(proc)}`;
const condor = (argv: readonly string[]): Promise<unknown> => rig.pool.exec(argv);

/** By the ids of this machine: what is below the program that hides. */
const jobProcesses = (node: WorkerNode): readonly number[] =>
  node
    .processes("pilot")
    .filter(({ command }) => /plain-job|sleep|while :/u.test(command))
    .map(({ pid }) => pid);

async function stateOf(pid: number): Promise<string> {
  try {
    return /\) (\S)/u.exec(await readFile(`/proc/${String(pid)}/stat`, "utf8"))?.[1] ?? "";
  } catch {
    return "T";
  }
}

const nothingRuns = (node: WorkerNode): Promise<true> =>
  waitFor("the job's processes to be gone", patience, () => (jobProcesses(node).length === 0 ? true : undefined));

const waitForAttribute = (name: string, value: boolean): Promise<true> =>
  waitFor(`the ad of ${name}`, patience, async () => {
    const { stdout } = await rig.pool.exec([
      ...["condor_status", "-const", `GLIDEIN_Site == "${name}"`, "-af", "GLIDEIN_Credentials_Hidden"],
    ]);
    return stdout.split("\n")[0] === String(value) ? true : undefined;
  });
