import type { Result } from "../../model/result.ts";
import { type PbsAttributes, parseQstatJson, parseQstatText } from "../../parse/batch/qstat.ts";
import { ask } from "./ask.ts";
import type { Slot } from "./slot.ts";

const directories = ["/opt/pbs/bin", "/usr/pbs/bin", "/opt/torque/bin"];

export interface QstatAnswer {
  readonly attributes: PbsAttributes | null;
  /** The server says that there is no such job. */
  readonly denied: boolean;
  /** null when the attribute is not there, or, with a note, when it cannot be read. */
  read<T>(name: string, parse: (text: string) => Result<T, string>): T | null;
}

export const unasked: QstatAnswer = { attributes: null, denied: false, read: () => null };

/** JSON only, since a recording keeps it: the raw output has the job's whole environment in it. */
interface Observed {
  readonly attributes: readonly (readonly [string, string])[] | null;
  readonly denied: boolean;
  readonly problems: readonly string[];
}

type Form = "json" | "text";

/** What the server knows of the job. Old OpenPBS writes JSON that is none; Torque has none. */
export function askQstat(slot: Slot, system: "pbs" | "torque", jobId: string): Promise<QstatAnswer> {
  return askInForms(slot, jobId, system === "pbs" ? ["json", "text"] : ["text"]);
}

/** The same by one command, in the form that every server has. */
export const askQstatOnce = (slot: Slot, jobId: string): Promise<QstatAnswer> => askInForms(slot, jobId, ["text"]);

async function askInForms(slot: Slot, jobId: string, forms: readonly Form[]): Promise<QstatAnswer> {
  const { attributes, denied, problems } = await slot.host.secret(`qstat ${jobId}`, async (host) => {
    const problems: string[] = [];
    for (const form of forms) {
      const answer = await ask(
        host,
        form === "json" ? ["qstat", "-f", "-F", "json", jobId] : ["qstat", "-f", jobId],
        directories,
      );
      const parsed = !answer.ok
        ? null
        : form === "json"
          ? parseQstatJson(answer.text, jobId)
          : parseQstatText(answer.text);
      if (parsed?.ok === true) return { attributes: [...parsed.value], denied: false, problems } satisfies Observed;
      problems.push(answer.ok ? (parsed?.error ?? "") : answer.why);
      const denied = !answer.ok && /unknown job id/iu.test(answer.stderr);
      if (denied || (!answer.ok && answer.late)) return { attributes: null, denied, problems } satisfies Observed;
    }
    return { attributes: null, denied: false, problems } satisfies Observed;
  });
  for (const why of new Set(problems)) slot.unknown.push({ what: "qstat", why });
  if (attributes === null) return { ...unasked, denied };
  const known = new Map(attributes);
  return {
    attributes: known,
    denied,
    read: (name, parse) => {
      const text = known.get(name);
      if (text === undefined) return null;
      const parsed = parse(text);
      if (!parsed.ok) slot.unknown.push({ what: `qstat ${name}`, why: parsed.error });
      return parsed.ok ? parsed.value : null;
    },
  };
}
