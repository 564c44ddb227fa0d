import type { CommandLine } from "../../cli.ts";
import { exitStatusOf } from "../../exit.ts";
import { becomeUser } from "../../host/become-user.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { type Look, look } from "../look.ts";
import { sayFailures } from "../output.ts";

/**
 * Looks again as the pilot's account. For good: a process that gave up root does not get it back, and nothing that
 * comes after needs it.
 */
export async function lookAs(
  line: CommandLine,
  options: Record<string, unknown>,
  name: string,
  more: Parameters<typeof look>[3],
): Promise<Look | number> {
  const refuse = (problem: string, fix: string): number => say(line, failure("USAGE", `--as ${name}`, problem, fix));
  const elsewhere = ["root", "facts", "envFile"].find((option) => options[option] !== undefined);
  if (elsewhere !== undefined) return refuse("a recorded node has no other account", "Leave --as out.");
  if (process.getuid?.() !== 0)
    return refuse("only root can become another account", "Start it as root, or as that account without --as.");
  const became = becomeUser(name);
  if (!became.ok) return say(line, became.error);
  return look(
    { ...line, env: { ...withoutOwn(line.env), PATH: loginPath, ...became.value } },
    options,
    undefined,
    more,
  );
}

/** Root's own has directories that the account may not even enter. */
const loginPath = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

/** Without what names the places and credentials of whoever started us. */
const withoutOwn = (env: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(?:SUDO_|XDG_|DBUS_|SSH_|X509_USER_|BEARER_TOKEN|KRB5CCNAME$|MAIL$|OLDPWD$|PWD$)/u.test(name),
    ),
  );

function say(line: CommandLine, problem: Failure): number {
  sayFailures(line.output, [problem]);
  return exitStatusOf(problem.code);
}
