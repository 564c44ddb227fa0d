// The tools of the field, run in the bed's root on files of ours, without network.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface GridTools {
  /** A directory of this machine, which the tools see as /mnt. */
  readonly directory: string;
  /** Runs shell text in that directory; standard output and error together, whatever the status. */
  readonly shell: (text: string) => Promise<{ readonly status: number; readonly output: string }>;
  readonly end: () => Promise<void>;
}

export async function gridTools(root: string): Promise<GridTools> {
  const directory = await mkdtemp(join(tmpdir(), "glidein-credentials-"));
  const sandbox = [
    ...["--ro-bind", root, "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--bind", directory, "/mnt"],
    ...["--chdir", "/mnt", "--unshare-all", "--die-with-parent", "--clearenv", "--setenv", "PATH", "/usr/bin:/bin"],
    ...["--setenv", "LANG", "C.UTF-8", "--setenv", "CONDOR_CONFIG", "/mnt/condor_config"],
    ...["--setenv", "X509_CERT_DIR", "/mnt/authorities"],
  ];
  const shell: GridTools["shell"] = (text) =>
    new Promise((resolve, reject) => {
      const argv = [...sandbox, "sh", "-c", `umask 077; exec 2>&1; ${text}`];
      execFile("bwrap", argv, { timeout: 120_000, killSignal: "SIGKILL" }, (error, stdout) => {
        if (error !== null && typeof error.code !== "number") reject(error);
        else resolve({ status: error === null ? 0 : Number(error.code), output: stdout });
      });
    });
  return { directory, shell, end: () => rm(directory, { recursive: true, force: true }) };
}

/** `name : value` lines of grid-proxy-info and voms-proxy-info; of a name that comes again, all values. */
export function fieldsOf(output: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  for (const line of output.split("\n")) {
    const match = /^([A-Za-z ]+?) *: (.*)$/u.exec(line);
    if (match?.[1] !== undefined) fields.set(match[1], [...(fields.get(match[1]) ?? []), match[2] ?? ""]);
  }
  return fields;
}

/** `H:MM:SS`, or `H:MM:SS (2.0 days)`, in seconds. */
export const secondsOf = (clock: string | undefined): number => {
  const [hours = Number.NaN, minutes = 0, seconds = 0] = (clock ?? "").replace(/ .*/u, "").split(":").map(Number);
  return hours * 3600 + minutes * 60 + seconds;
};
