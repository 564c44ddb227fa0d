// What HTCondor's starter does for a job: it follows links, reads paths that the job names and starts the job's PreCmd, all
// with the pilot's account and outside of any container. None of it gets at the pilot's secrets. All jobs here come from an
// access point to which only a broker leads, which the starter has to ask for each connection.
import { appendFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { condorTarball, imagePath, patience, type WorkerNode, waitFor } from "../bed/index.ts";
import { brokered, openToReaders } from "./rig/brokered.ts";
import { fails } from "./rig/fails.ts";
import { must } from "./rig/must.ts";
import { jobDirectory, putToken, type Rig, startRig, tokenFile } from "./rig/rig.ts";
import type { RunningGlidein } from "./rig/running-glidein.ts";
import { removeJobs, shellJob } from "./rig/shell-job.ts";

const secretVariable = "a-secret-of-the-daemons-environment";
const inContainer = `+SingularityImage = "${imagePath}"`;
const link = (target: string): string => `ln -s ${target} stolen; echo fine`;

interface Site {
  readonly node: WorkerNode;
  readonly name: string;
  readonly glidein: RunningGlidein;
}

let rig: Rig;
let sites: Readonly<Record<"native" | "newest" | "open", Site>>;

const env = { PATH: "/usr/bin:/bin", TMPDIR: jobDirectory, PILOT_SECRET: secretVariable };

async function site(name: string, args: readonly string[], options: Parameters<Rig["node"]>[0] = {}): Promise<Site> {
  const node = await rig.node(options, { lifetimeSeconds: 86_400 });
  const glidein = await rig.start(node, {
    args: [...["--set", `GLIDEIN_Site=${name}`, "--set", "GLIDEIN_Look_Again=2"], ...args],
    env,
  });
  await glidein.saw("startd-ready");
  return { node, name, glidein };
}

beforeAll(async () => {
  rig = await startRig({ config: `${brokered}${openToReaders}` });
  const { directory } = await condorTarball(rig.bed, "newest");
  const [native, newest, open] = await Promise.all([
    site("native", []),
    site("newest", ["--condor", "/condor", "--set", "GLIDEIN_Container_Runner=wrapper"], {
      condor: "none",
      mounts: [{ source: directory, target: "/condor" }],
    }),
    site("open", ["--set", "GLIDEIN_Hide_Credentials=NEVER"]),
  ]);
  sites = { native, newest, open };
});
afterAll(() => rig?.stop());

/** All files that came back, and the ad of the job, which may be held because of what could not be read. */
async function comesBack(
  script: string,
  where: Site,
  ...extra: readonly string[]
): Promise<{ readonly text: string; readonly ad: Readonly<Record<string, unknown>> }> {
  const { jobs, directory } = await rig.pool.submit(
    shellJob(script, where.name).replace("queue\n", `+WantIOProxy = true\n${extra.join("\n")}\nqueue\n`),
  );
  const [job] = jobs;
  const ad = await waitFor("a job to end", patience, async () => {
    const [queued] = await rig.pool.queue(job);
    if (queued === undefined) return job === undefined ? {} : rig.pool.waitForHistory(job);
    return queued["JobStatus"] === 5 ? queued : undefined;
  });
  const files = (await readdir(directory)).filter((name) => name !== "job.log");
  const texts = await Promise.all(files.map((name) => readFile(join(directory, name), "latin1").catch(() => "")));
  return { text: texts.join("\n"), ad };
}

/** What of its token nobody could guess. */
const signatureOn = async ({ node }: Site): Promise<string> =>
  (await must(node, ["cat", tokenFile])).trim().split(".")[2] ?? "no token";

/** HTCondor's directory of the glidein, and the daemons and keepers, by the node's process ids. */
async function look({ node }: Site): Promise<{ readonly local: string; readonly pids: readonly string[] }> {
  const script = `echo ${jobDirectory}/glidein-*/condor; for p in /proc/[0-9]*; do read n < $p/comm; case $n in condor_*|keeper|warden) echo \${p#/proc/};; esac; done`;
  const [local = "", ...pids] = (await must(node, ["sh", "-c", script])).trim().split("\n");
  return { local, pids };
}

describe("a job of which HTCondor's starter is hidden", () => {
  it.each(["native", "newest"] as const)(
    "gets no secret back by a link or a path that it names, nor by its PreCmd: %s",
    async (which) => {
      const where = sites[which];
      const signature = await signatureOn(where);
      const { local, pids } = await look(where);
      expect(pids.length).toBeGreaterThan(4);
      const copy = `${local}/tokens.d/00-idtoken`;
      const files = `${tokenFile} ${local}/tokens.d/*`;
      const ways = pids.flatMap((pid) => [
        `/proc/${pid}/root${tokenFile}`,
        `/proc/${pid}/environ`,
        `/proc/${pid}/cwd/../tokens.d/*`,
      ]);
      const burglary = [
        `cat ${files} ${ways.join(" ")}`,
        `ls -A ${local}/tokens.d ${local}/etc | grep -v :`,
        `umount -l ${tokenFile}`,
        `unshare -Urm sh -c "umount -l ${tokenFile}; umount -l ${local}/tokens.d; mount --bind / /mnt; cat ${files} /mnt${tokenFile}"`,
        // What the next job is started with.
        `for f in hidden-starter hidden-starter.options condor_config; do echo x >> ${local}/$f; rm -f ${local}/$f; done`,
        `mv ${local} ${local}.old; mv \`dirname ${local}\` ${jobDirectory}/old; touch ${local}/new`,
        `cat ${tokenFile}; echo tried`,
      ].join("; ");
      const preCmd = `(${burglary}) > $_CONDOR_SCRATCH_DIR/stolen; exit 0`.replaceAll('"', '\\"');
      const tried = await Promise.all([
        comesBack(link(tokenFile), where),
        comesBack(link(tokenFile), where, inContainer),
        comesBack(link(copy), where, inContainer),
        comesBack(link(ways[0] ?? ""), where, inContainer),
        comesBack(link(ways[1] ?? ""), where, inContainer),
        comesBack("echo fine", where, inContainer, `transfer_output_files = ${tokenFile}`),
        comesBack("echo fine", where, '+PreCmd = "/bin/sh"', `+PreArguments = "-c '${preCmd}'"`),
      ]);
      for (const { text } of tried) {
        expect(text).not.toContain(signature);
        expect(text).not.toContain(secretVariable);
      }
      // HTCondor 25 starts no PreCmd unless it is told to.
      if (which === "native") expect(tried.at(-1)?.text).toMatch(/^tried\n$/mu);
      else expect(tried.at(-1)?.text).toContain("fine");
      const listed = await must(where.node, ["sh", "-c", `ls ${local}; tail -c 3 ${local}/condor_config`]);
      expect(listed).toContain("hidden-starter.options\n");
      expect(listed).not.toMatch(/^(?:new|x)$/mu);
      await removeJobs(rig.pool, where.name);
    },
  );

  it("gets no token that came while it ran", async () => {
    const where = sites.native;
    const { local } = await look(where);
    const marks = ["/scratch/runs", "/scratch/renewed"] as const;
    const script = `ln -s ${tokenFile} stolen; ln -s ${local}/tokens.d/00-idtoken copied; touch ${marks[0]}; while ! [ -e ${marks[1]} ]; do sleep 0.1; done`;
    const ended = comesBack(script, where);
    await waitFor("the job to run", patience, async () =>
      (await where.node.exec(["test", "-e", marks[0]])).status === 0 ? true : undefined,
    );
    await putToken(where.node, await rig.pool.token({ lifetimeSeconds: 172_800 }));
    await where.glidein.saw("renewed");
    const signature = await signatureOn(where);
    expect(await must(where.node, ["cat", `${local}/tokens.d/00-idtoken`])).toContain(signature);
    await must(where.node, ["touch", marks[1]]);
    const { text, ad } = await ended;
    expect(text).not.toContain(signature);
    expect(ad["ExitCode"]).toBe(0);
  });

  it("would get it otherwise", async () => {
    const [plain, contained] = await Promise.all([
      comesBack(link(tokenFile), sites.open, inContainer),
      comesBack("echo fine", sites.open, `transfer_output_files = ${tokenFile}`),
    ]);
    const signature = await signatureOn(sites.open);
    expect(plain.text).toContain(signature);
    expect(contained.text).toContain(signature);
  });
});

/** What the pool knows of a site's slots, and what the glidein said of its starter. */
async function toldOf({
  name,
  glidein,
}: Site): Promise<{ readonly hidden: unknown; readonly said: readonly unknown[] }> {
  const [slot] = await rig.pool.ads("-const", `GLIDEIN_Site == "${name}"`);
  const said = glidein.events.filter(({ event, check }) => event === "finding" && check === "credential");
  return { hidden: slot?.["GLIDEIN_Credentials_Hidden"], said: said.map(({ message }) => message) };
}

const runs = async (where: Site): Promise<void> => {
  const ended = await Promise.all([comesBack("echo fine", where), comesBack("echo fine", where, inContainer)]);
  for (const { text, ad } of ended) {
    expect(text).toContain("fine");
    // The first start was the last: a starter that cannot call its shadow gives the job back.
    expect(ad).toMatchObject({ ExitCode: 0, NumShadowStarts: 1 });
  }
};

describe("an access point to which only a broker leads", () => {
  it("has its jobs run by starters that are hidden where the broker answers everybody", async () => {
    const [schedd] = await rig.pool.ads("-schedd");
    expect(schedd?.["MyAddress"]).toContain("CCBID=");
    const where = [sites.native, sites.newest];
    expect(await Promise.all(where.map(toldOf))).toEqual(where.map(() => ({ hidden: true, said: [] })));
    await Promise.all(where.map(runs));
  }, 120_000);

  it("takes checkpoints, shows the output and hears from the job while that runs", async () => {
    const where = sites.native;
    const script = `if [ -e state ]; then cat state; exit 0; fi; echo early; /usr/libexec/condor/condor_chirp set_job_attr FromTheJob 42; while ! [ -e /scratch/seen ]; do sleep 0.1; done; echo saved > state; exit 85`;
    const description = shellJob(script, where.name).replace(
      "queue\n",
      "+WantIOProxy = true\ncheckpoint_exit_code = 85\ntransfer_checkpoint_files = state\nqueue\n",
    );
    const { jobs, directory } = await rig.pool.submit(description);
    const job = jobs[0] ?? { cluster: 0, proc: 0 };
    const tail = ["condor_tail", `${job.cluster}.${job.proc}`];
    await waitFor("the output of a job that runs", 60_000, async () =>
      (await rig.pool.exec(tail, { user: "alice" })).stdout.includes("early") ? true : undefined,
    );
    await must(where.node, ["touch", "/scratch/seen"]);
    expect(await rig.pool.waitForHistory(job)).toMatchObject({ ExitCode: 0, FromTheJob: 42, NumShadowStarts: 1 });
    expect(await readFile(join(directory, "job.out"), "utf8")).toContain("saved");
  }, 120_000);

  it("has them run by starters that are not hidden where it does not, as the glidein says, or refuses when it must not be", async () => {
    const configuration = rig.pool.machine.path("/etc/condor/condor_config");
    await appendFile(configuration, "SEC_READ_AUTHENTICATION = REQUIRED\n");
    expect((await rig.pool.exec(["condor_reconfig", "-collector"])).status).toBe(0);
    const required = ["--set", "GLIDEIN_Hide_Credentials=REQUIRED"];
    const strict = await rig.node();
    const [closed] = await Promise.all([
      site("closed", []),
      fails(
        rig,
        strict,
        { args: required, env },
        { code: "HIDING_REQUIRED", status: 71, says: /the access point manager.* lets nobody in/u },
      ),
    ]);
    expect(await toldOf(closed)).toEqual({
      hidden: false,
      said: [expect.stringMatching(/HTCondor's starter.*needs a credential to reach the access point manager/u)],
    });
    await runs(closed);
  }, 180_000);
});
