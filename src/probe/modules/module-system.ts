import type { Host } from "../../host/host.ts";

/** How a shell of this node gets its command `module`. */
export interface ModuleSystem {
  readonly shell: readonly [string, ...string[]];
  /** Read by the shell; null: a login shell, which reads it by itself. */
  readonly file: string | null;
  readonly shown: string;
}

export const usualPath = "/usr/local/bin:/usr/bin:/bin";

/** The system's own variables first: where it is, said by itself. */
const homes = ["LMOD_PKG", "MODULESHOME", "LMOD_DIR"];
const files = [
  "/etc/profile.d/z00_lmod.sh",
  "/etc/profile.d/lmod.sh",
  "/etc/profile.d/modules.sh",
  "/usr/share/lmod/lmod/init/sh",
  "/opt/cray/pe/lmod/lmod/init/sh",
  "/opt/cray/pe/modules/default/init/sh",
  "/opt/modules/default/init/sh",
  "/usr/share/Modules/init/sh",
  "/usr/share/modules/init/sh",
];

/**
 * The file that defines `module`, which a program that a batch system started does not have: it is a function of login
 * shells. `login`: a login shell is worth its time, because modules were asked for.
 */
export async function findModuleSystem(host: Host, login: boolean): Promise<ModuleSystem | null> {
  const own = homes.flatMap((name) => {
    const home = host.env[name];
    // Lmod's directory is the one above its LMOD_DIR.
    return home?.startsWith("/") === true ? [`${home.replace(/\/libexec\/?$/u, "").replace(/\/+$/u, "")}/init/sh`] : [];
  });
  for (const file of [...own, ...files]) {
    const status = await host.stat(file);
    if (status.ok && status.value.type === "file") return { shell: [await shellOf(host)], file, shown: file };
  }
  const bash = login ? await host.stat("/bin/bash") : null;
  return bash?.ok === true ? { shell: ["/bin/bash", "-l"], file: null, shown: "login shell /bin/bash -l" } : null;
}

/** Modules of a site are written with its users' shell in mind, which is bash. */
async function shellOf(host: Host): Promise<string> {
  const bash = await host.stat("/bin/bash");
  return bash.ok ? "/bin/bash" : "/bin/sh";
}
