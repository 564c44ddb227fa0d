/**
 * The written rule for the environment of what we start (commands of the node, HTCondor, and through it the jobs).
 * Removed is what changes how a program loads, what a shell runs before its script, or how HTCondor, Node and
 * Apptainer configure themselves; these reach us from login profiles, outer pilots and module systems. The batch
 * system's and the GPU variables stay: HTCondor's GPU discovery reads them.
 */
const removedPrefixes = [
  "APPTAINER",
  "SINGULARITY",
  "PYTHON",
  "PERL5",
  "NODE_",
  "_CONDOR_",
  "BASH_FUNC_",
  "GLIDEIN_KEEPER_",
];
const removedNames = new Set([
  "LD_PRELOAD",
  "LD_AUDIT",
  "LD_LIBRARY_PATH",
  "LD_ASSUME_KERNEL",
  "BASH_ENV",
  "ENV",
  "SHELLOPTS",
  "BASHOPTS",
  "PS4",
  "PROMPT_COMMAND",
  "CDPATH",
  "GLOBIGNORE",
  "IFS",
  "CONDOR_CONFIG",
  "CONDOR_INHERIT",
  "CONDOR_PRIVATE_INHERIT",
  "CONDOR_PARENT_ID",
  "NOTIFY_SOCKET",
  "WATCHDOG_USEC",
  "WATCHDOG_PID",
  "GCONV_PATH",
  "MALLOC_CHECK_",
  "RUBYOPT",
  "RUBYLIB",
]);
/** Credentials given to us, which daemons get by file and jobs never get. */
const secretNames =
  /^(?:BEARER_TOKEN|.*(?:PASSWORD|PASSWD|SECRET|PRIVATE_KEY|ACCESS_KEY|API_KEY|AUTH_TOKEN|_TOKEN))$/iu;

export const isSecretName = (name: string): boolean => secretNames.test(name) && !name.endsWith("_FILE");

export function isRemovedName(name: string): boolean {
  return removedNames.has(name) || removedPrefixes.some((prefix) => name.startsWith(prefix)) || isSecretName(name);
}

/** The environment without what the rule removes; the originals stay available as facts. */
export function cleanEnvironment(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isRemovedName(name)));
}
