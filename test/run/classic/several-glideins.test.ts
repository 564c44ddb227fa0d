import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type SeveralGlideins, severalGlideins } from "../../../src/decide/staging/several-glideins.ts";
import { runSeveral } from "../../../src/run/classic/several-glideins.ts";
import { patience } from "../../bed/wait.ts";

describe("the number of glideins", () => {
  const asked = (glideins: string, restart = "", given: Readonly<Record<string, string>> = {}) => {
    const parameters = Object.entries(given).map(([name, value]) => ({ name, value }));
    return severalGlideins({ glideins, restart, parameters });
  };

  it("is one unless more are asked for, and one for a glidein that another one started", () => {
    for (const [glideins, restart] of [
      ["", ""],
      ["0", ""],
      ["1", ""],
      ["3", "2"],
    ] as const)
      expect(asked(glideins, restart)).toEqual({ ok: true, value: { kind: "one" } });
  });

  it("comes with what is to start each, or all of them", () => {
    expect(asked("3", "", { GLIDEIN_MULTIGLIDEIN_LAUNCHER: " srun -N1  -n1 " })).toEqual({
      ok: true,
      value: { kind: "several", count: 3, launcher: ["srun", "-N1", "-n1"] },
    });
    expect(asked("3", "", { GLIDEIN_MULTIGLIDEIN_LAUNCHALL: "mpirun -np 3" })).toEqual({
      ok: true,
      value: { kind: "launched", launcher: ["mpirun", "-np", "3"] },
    });
  });

  it("that is none, or of another world, is refused", () => {
    for (const glideins of ["x", "-1", "1.5", "2 3", "99999999999", "2000"]) expect(asked(glideins).ok).toBe(false);
  });
});

describe("several glideins in one batch job", () => {
  let directory: string;
  let said: string;
  let send: (signal: NodeJS.Signals) => void = () => undefined;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "several-"));
    mkdirSync(join(directory, "out"));
    mkdirSync(join(directory, "job"));
    writeFileSync(join(directory, "job/credential_frontend.idtoken"), "token\n", { mode: 0o600 });
    symlinkSync("/nowhere", join(directory, "job/dangling"));
    said = "";
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function run(body: string, several: Exclude<SeveralGlideins, { kind: "one" }>): Promise<0 | 1> {
    const pilot = join(directory, "job/glidein_startup.sh");
    writeFileSync(pilot, `#!/bin/sh\nout=${directory}/out/$2\n${body}\n`);
    chmodSync(pilot, 0o755);
    return runSeveral({
      ...{ several, argv: ["-v", "std", "-param_X", "a b"], own: [pilot], env: { PATH: "/usr/bin:/bin" } },
      directory: join(directory, "job"),
      say: (_, text) => {
        said += text;
      },
      onSignal: (listener) => {
        send = listener;
      },
    });
  }
  const outputs = (): readonly string[] => readdirSync(join(directory, "out")).toSorted();
  const left = (): readonly string[] => readdirSync(join(directory, "job")).toSorted();

  it("say which of them each is, and share the node unless a launcher spreads them", async () => {
    const body = 'env | grep "^GLIDEIN_" | sort > $out';
    const told = (name: string) => readFileSync(join(directory, "out", name), "utf8");
    await run(body, { kind: "several", count: 2, launcher: [] });
    expect([told("1"), told("2")]).toEqual(
      [0, 1].map(
        (rank) =>
          `GLIDEIN_Launch=multi-${process.pid}\nGLIDEIN_Launch_Rank=${rank}\nGLIDEIN_Launch_Size=2\nGLIDEIN_Local_Rank=${rank}\nGLIDEIN_Per_Node=2\n`,
      ),
    );
    await run(body, { kind: "several", count: 2, launcher: ["/usr/bin/env"] });
    expect(told("2")).toBe(`GLIDEIN_Launch=multi-${process.pid}\nGLIDEIN_Launch_Rank=1\nGLIDEIN_Launch_Size=2\n`);
  });

  it("are started in directories of their own, with the files of the job and the same arguments", async () => {
    const body = '{ pwd; ls; cat credential_frontend.idtoken; printf "%s\\n" "$@"; } > $out; exit $(($2 - 1))';
    expect(await run(body, { kind: "several", count: 2, launcher: ["/usr/bin/env", "A=1"] })).toBe(0);
    expect(outputs()).toEqual(["1", "2"]);
    expect(readFileSync(join(directory, "out/2"), "utf8")).toBe(
      `${directory}/job/glidein_dir2\ncredential_frontend.idtoken\ntoken\n-multirestart\n2\n-v\nstd\n-param_X\na b\n`,
    );
    expect(said).toContain("Glidein 1 ended with status 0");
    expect(said).toContain("Glidein 2 ended with status 1");
    expect(left()).toEqual(["credential_frontend.idtoken", "dangling", "glidein_startup.sh"]);
  });

  it("are a failure only when none of them ended well", async () => {
    expect(await run("exit 1", { kind: "several", count: 2, launcher: [] })).toBe(1);
    expect(await run("exit 0", { kind: "several", count: 2, launcher: ["/no/such/launcher"] })).toBe(1);
  });

  it("are started by one command where the site has one for all", async () => {
    expect(await run("pwd > $out", { kind: "launched", launcher: ["/usr/bin/env"] })).toBe(0);
    expect(outputs()).toEqual(["0"]);
  });

  it("get the signals of the batch system", async () => {
    const body = `trap 'echo stopped > $out; exit 0' TERM\n: > ${directory}/out/ready$2\nwhile :; do sleep 0.1; done`;
    const ended = run(body, { kind: "several", count: 2, launcher: [] });
    await vi.waitFor(() => expect(outputs()).toEqual(["ready1", "ready2"]), { timeout: patience });
    send("SIGTERM");
    expect(await ended).toBe(0);
    expect(outputs()).toEqual(["1", "2", "ready1", "ready2"]);
  });
});
