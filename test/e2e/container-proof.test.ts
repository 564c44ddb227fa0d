// What `facts` and `plan` say of the real Apptainer on nodes that allow it different things.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imagePath, squashfuse, squashfusePath, type WorkerNode } from "../bed/index.ts";
import { containerFacts, planOf } from "./containers/ask.ts";
import { payload, type Rig, startRig } from "./rig/rig.ts";

let rig: Rig;
let node: WorkerNode;
beforeAll(async () => {
  rig = await startRig();
  node = await rig.node();
});
afterAll(() => rig?.stop());

describe("the proof", () => {
  it("calls what uses a user namespace unprivileged, with all that it can do", async () => {
    const { working } = await containerFacts(node);
    expect(working).toMatchObject({
      path: "/usr/bin/apptainer",
      version: "1.4.5",
      mode: "unprivileged",
      kind: "user-namespace",
      rung: "full",
    });
    const works = Object.fromEntries(Object.entries(working!.capabilities).map(([name, one]) => [name, one.works]));
    expect(works).toMatchObject({
      sandbox: true,
      sif: true,
      "bind-new-target": true,
      proc: true,
      "pid-namespace": true,
      nested: true,
    });
  });

  it("calls it privileged for root", async () => {
    const { working } = await containerFacts(node, { user: "root" });
    expect(working).toMatchObject({ mode: "privileged", kind: "root" });
  });

  it("tells root of a user namespace from root", async () => {
    const { working } = await containerFacts(node, { under: ["unshare", "--user", "--map-root-user"] });
    expect(working).toMatchObject({ mode: "unprivileged", kind: "root-in-namespace" });
  });

  it("does without a PID namespace where /proc is masked, and names that", async () => {
    const masked = await rig.node({ maskProc: true });
    const { working, tried } = await containerFacts(masked);
    expect(working).toMatchObject({ mode: "unprivileged", rung: "shared-processes", pidNamespace: false });
    expect(working!.because).toContain("/proc is masked");
    expect(tried.find(({ works }) => works)!.fix).toContain("procMount: Unmasked");
  });

  it("names max_user_namespaces where that is 0", async () => {
    // The limit holds for the namespaces below the one in which it is set; root of that one needs none below it.
    const script =
      'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --reuid 7 --regid 7 --clear-groups "$@"';
    const { tried, working } = await containerFacts(node, {
      user: "root",
      under: [
        "unshare",
        "--user",
        "--map-users=0,0,65536",
        "--map-groups=0,0,65536",
        "--setuid=0",
        "--setgid=0",
        "sh",
        "-c",
        script,
        "sh",
      ],
    });
    expect(working).toBeNull();
    expect(tried[0]).toMatchObject({
      path: "/usr/bin/apptainer",
      outcome: expect.stringContaining("max_user_namespaces is 0"),
      fix: expect.stringContaining("user.max_user_namespaces"),
    });
  });

  it("names refused user namespaces where a plain chroot forbids them", async () => {
    const script =
      'mkdir -p /tmp/root && mount --rbind / /tmp/root && exec /usr/sbin/chroot --userspec=5001:5001 /tmp/root "$@"';
    const { tried, working } = await containerFacts(node, {
      user: "root",
      under: ["unshare", "--mount", "sh", "-c", script, "sh"],
    });
    expect(working).toBeNull();
    expect(tried[0]).toMatchObject({
      outcome: expect.stringMatching(/user namespaces.*chroot/),
      fix: expect.stringContaining("chroot"),
    });
  });

  it.each([
    ["open", "0666", true],
    ["closed", "0600", false],
  ])("mounts image files by FUSE and shows GPUs where the devices are %s to us", async (_, mode, works) => {
    const equipped = await rig.node({ mounts: [{ source: await squashfuse(rig.bed), target: squashfusePath }] });
    const { working } = await containerFacts(equipped, {
      user: "root",
      path: `${squashfusePath}/bin:/usr/bin:/bin:/usr/sbin`,
      under: [
        ...["unshare", "--mount", "sh", "-ec"],
        `mkdir /tmp/dev; mount -t tmpfs -o mode=755 own /tmp/dev; : > /dev/nvidiactl
         mknod -m ${mode} /tmp/dev/fuse c 10 229; mknod -m ${mode} /tmp/dev/nvidiactl c 195 255
         for name in fuse nvidiactl; do mount --bind /tmp/dev/$name /dev/$name; done
         exec setpriv --reuid 5001 --regid 5001 --init-groups "$@"`,
        "sh",
      ],
    });
    const { fuse, gpu, sif, unsquash } = working!.capabilities;
    expect([fuse!.works, gpu!.works, sif!.works]).toEqual([works, works, true]);
    // Without FUSE Apptainer fails unless it is told to unpack, which job's containers then are.
    expect(unsquash!.works).toBe(works ? null : true);
    expect(equipped.processes("pilot")).toEqual([]);
  });

  it("is replayed from a recording", async () => {
    const recorded = await node.exec([payload, "facts", "--format", "json", "--record", "/scratch/recorded"], {
      env: { PATH: "/usr/bin:/bin" },
    });
    const { container } = JSON.parse(recorded.stdout) as { container: unknown };
    const replayed = await node.exec([payload, "facts", "--format", "json", "--root", "/scratch/recorded"], {
      env: {},
    });
    expect((JSON.parse(replayed.stdout) as { container: unknown }).container).toEqual(container);
    expect(container).toMatchObject({ working: { path: "/usr/bin/apptainer" } });
  });

  it("names an image that is missing, and refuses where one is required", async () => {
    const plan = await planOf(node, {
      set: [
        "GLIDEIN_Singularity_Use=REQUIRED",
        "SINGULARITY_IMAGE_REQUIRED=true",
        "SINGULARITY_IMAGE_RESTRICTIONS=any",
        "SINGULARITY_IMAGES_DICT=default:/images/none",
      ],
    });
    expect(plan.container).toMatchObject({ mode: "none", because: expect.stringContaining("/images/none") });
    expect(plan.verdict).toMatchObject({ decision: "refuse", because: expect.arrayContaining(["container-required"]) });
  });

  it("runs our program in the images themselves", async () => {
    const { images } = await containerFacts(node, { set: [`SINGULARITY_IMAGES_DICT=default:${imagePath}`] });
    expect(images).toMatchObject([{ platform: "default", kind: "directory", runs: true, shell: true, problem: "" }]);
  });
});
