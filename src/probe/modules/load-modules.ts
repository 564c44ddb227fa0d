import { cleanEnvironment } from "../../decide/environment-policy.ts";
import { moduleChanges } from "../../decide/module-changes.ts";
import type { Host } from "../../host/host.ts";
import type { LoadedModule, ModuleFacts } from "../../model/facts/site-table.ts";
import { messageLines } from "../../parse/container/runtime-message.ts";
import { type Loading, loadedBefore, loadingScript, parseLoading, saidOfModules } from "../../parse/modules/loading.ts";
import { isModuleName } from "../../parse/modules/module-name.ts";
import { type ModuleSystem, usualPath } from "./module-system.ts";

/** For all of them together: a module may ask a licence server, or lie on a file system that is gone. */
const limitMsOfModules = 30_000;
/** A command's environment cannot be larger by much. */
const mostOutput = 4_194_304;

/**
 * Loads modules in a shell, in order, and says what they made of the environment. One that fails does not keep the next
 * from being tried; nothing of ours changes here.
 */
export async function loadModules(
  host: Host,
  system: ModuleSystem | null,
  names: readonly string[],
  limitMs = limitMsOfModules,
): Promise<ModuleFacts & { readonly timedOut: boolean }> {
  const nothing = { system: system?.shown ?? null, changes: {}, withheld: [], timedOut: false };
  const all = (said: string): readonly LoadedModule[] => names.map((name) => ({ name, loaded: false, said }));
  if (system === null)
    return { ...nothing, modules: all("not tried"), problem: "no module system was found on the node" };
  const asked = names.filter(isModuleName);
  const ran = await host.command({
    argv: [...system.shell, "-c", loadingScript, "glidein", system.file ?? "", ...asked],
    timeoutMs: limitMs,
    maxBytes: mostOutput,
    // A step started with `--export=NONE` has no PATH, and module systems are built of the usual programs.
    env: { PATH: usualPath, ...cleanEnvironment(host.env) },
  });
  if (!ran.ok) return { ...nothing, modules: all("not tried"), problem: ran.error.what };
  const { stdout, stderr, timedOut, truncated } = ran.value;
  const parsed = parseLoading(stdout);
  if (timedOut || truncated || !parsed.ok) {
    const why = timedOut
      ? `loading ${asked[loadedBefore(stdout)] ?? ""} did not end within ${limitMs / 1000} s`
      : truncated
        ? "the modules printed more than is read"
        : parsed.ok
          ? ""
          : parsed.error;
    return { ...nothing, modules: all(why), problem: withWords(why, lastLines(stderr)), timedOut };
  }
  const said = saidOfModules(stderr);
  const results = new Map(
    asked.map((name, index) => [name, outcomeOf(parsed.value, index, name, lastLines(said[index] ?? ""))]),
  );
  return {
    ...nothing,
    ...moduleChanges(parsed.value.before, parsed.value.after),
    modules: names.map((name) => results.get(name) ?? { name, loaded: false, said: "it is no name of a module" }),
    problem: "",
  };
}

const lastLines = (text: string): string => messageLines(text).slice(-3).join("; ").slice(0, 300);

const withWords = (why: string, said: string): string => (said === "" ? why : `${why} (${said})`);

/** Old module systems end with 0 whatever happened; a module that changed nothing and is not listed was not loaded. */
function outcomeOf({ statuses, before, after }: Loading, index: number, name: string, said: string): LoadedModule {
  const status = statuses[index];
  if (status !== 0) return { name, loaded: false, said: said === "" ? `status ${status ?? "unknown"}` : said };
  const listed = (after["LOADEDMODULES"] ?? "").split(":").some((one) => one === name || one.startsWith(`${name}/`));
  const { changes, withheld } = moduleChanges(before, after);
  if (listed || Object.keys(changes).length > 0 || withheld.length > 0) return { name, loaded: true, said: "" };
  return { name, loaded: false, said: said === "" ? "it changed nothing" : said };
}
