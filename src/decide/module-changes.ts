import type { ModuleFacts } from "../model/facts/site-table.ts";
import { isRemovedName } from "./environment-policy.ts";

type Environment = Readonly<Record<string, string>>;

/** The shell's own, which change in every shell. */
const ofTheShell = new Set(["_", "PWD", "OLDPWD", "SHLVL"]);
/** What module systems note down for themselves: with it but without them a job's own `module` would be confused. */
const ofTheSystem = /^(?:_ModuleTable|__MODULES_|__LMOD_|_LMFILES_|LOADEDMODULES$|LMOD_|MODULES_)/u;

const isNoise = (name: string): boolean => ofTheShell.has(name) || ofTheSystem.test(name);

/** What modules changed, by the written rule for the environment of what we start. */
export function moduleChanges(before: Environment, after: Environment): Pick<ModuleFacts, "changes" | "withheld"> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => valueOf(before, name) !== valueOf(after, name) && !isNoise(name))
    .sort();
  return {
    changes: Object.fromEntries(
      names.filter((name) => !isRemovedName(name)).map((name) => [name, valueOf(after, name)]),
    ),
    withheld: names.filter(isRemovedName),
  };
}

/** The environment with what modules made of it. */
export function withChanges(env: Environment, changes: ModuleFacts["changes"]): Environment {
  const kept = Object.entries(env).filter(([name]) => !Object.hasOwn(changes, name));
  return Object.fromEntries([
    ...kept,
    ...Object.entries(changes).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  ]);
}

const valueOf = (env: Environment, name: string): string | null =>
  Object.hasOwn(env, name) ? (env[name] ?? null) : null;
