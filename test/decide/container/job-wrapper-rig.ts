// The job wrapper installed in a directory, with a runtime that tells how it was called.
import { gate } from "embedded:gate";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { containerFiles, gatedName } from "../../../src/decide/container/container-files.ts";
import { decideContainer } from "../../../src/decide/container/decide-container.ts";
import type { ContainerUse } from "../../../src/model/container-use.ts";
import { settingsWith } from "../settings-with.ts";
import { worksHere } from "./container-facts.ts";

/** Names with blanks, because sites have them. */
export class JobWrapperRig {
  readonly base = mkdtempSync(join(tmpdir(), "job wrapper "));
  readonly job = join(this.base, "execute", "dir 1");
  readonly image = join(this.base, "images", "el 9");

  constructor() {
    mkdirSync(this.job, { recursive: true });
    mkdirSync(join(this.image, "bin"), { recursive: true });
    writeFileSync(join(this.image, "bin/sh"), "");
  }

  remove(): void {
    rmSync(this.base, { recursive: true });
  }

  /** `runtime` is a script; unless given, it says how it was called and starts a job that ends with 3. */
  install(use: Partial<ContainerUse> = {}, runtime = starts): void {
    const settings = settingsWith({ GLIDEIN_Container_Runner: "wrapper", GLIDEIN_Singularity_Use: "REQUIRED" });
    const { plan } = decideContainer({ container: worksHere }, settings);
    const files = containerFiles({ ...plan, use: { ...plan.use!, ...use } });
    if (!files.ok) throw new Error(files.error.problem);
    const write = (name: string, content: string | Uint8Array): void => {
      writeFileSync(join(this.base, name), content);
      chmodSync(join(this.base, name), 0o755);
    };
    for (const { name, text, gated } of files.value) {
      write(gated ? gatedName(name) : name, text);
      if (gated) write(name, Buffer.from(gate, "base64"));
    }
    write("container-runtime", `#!/bin/sh\n${runtime}\n`);
  }

  run(args: readonly string[], more: RunOptions = {}): Ran {
    const told = join(this.base, "wrapper-error");
    writeFileSync(join(this.base, "job.ad"), more.ad ?? "");
    const script = join(this.base, "job-wrapper.sh");
    writeFileSync(script, readFileSync(script, "utf8").replace(/^#!.*/u, `#!${more.shell ?? "/bin/sh"}`));
    const done = spawnSync(join(this.base, "job-wrapper"), args, {
      cwd: this.job,
      encoding: "utf8",
      env: {
        PATH: "/usr/bin:/bin",
        _CONDOR_JOB_AD: join(this.base, "job.ad"),
        _CONDOR_WRAPPER_ERROR_FILE: told,
        _CONDOR_SCRATCH_DIR: this.job,
        ...more.env,
      },
    });
    const [call = "", ...env] = done.stdout.split("\n");
    return {
      status: done.status,
      call,
      env: env.join("\n"),
      told: existsSync(told) ? readFileSync(told, "utf8") : "",
      stderr: done.stderr,
    };
  }
}

const starts = 'printf "<%s>" "$@"; echo; env; : > .glidein/started; exit 3';

export interface RunOptions {
  /** The job's ad. */
  readonly ad?: string;
  readonly env?: Record<string, string>;
  readonly shell?: string;
}

export interface Ran {
  readonly status: number | null;
  /** Each word of the runtime's command line between angle brackets. */
  readonly call: string;
  readonly env: string;
  /** What HTCondor was told of a failure. */
  readonly told: string;
  readonly stderr: string;
}
