import { err, ok, type Result } from "../../model/result.ts";
import { quoted } from "./quoted.ts";

/** Attributes of a PBS job by their names (`stime`, `Resource_List.walltime`). The job's environment is left out. */
export type PbsAttributes = ReadonlyMap<string, string>;

const longestValue = 1_048_576;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Output of `qstat -f -F json ID` (OpenPBS). */
export function parseQstatJson(text: string, jobId: string): Result<PbsAttributes, string> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return err(`expected JSON, found ${quoted(text.trim())}`);
  }
  const jobs = isRecord(document) ? document["Jobs"] : undefined;
  const entries = isRecord(jobs) ? Object.entries(jobs) : [];
  const job = (entries.find(([id]) => id === jobId) ?? (entries.length === 1 ? entries[0] : undefined))?.[1];
  if (!isRecord(job)) return err(`the JSON has no job ${quoted(jobId)}`);
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(job))
    if (isRecord(value)) for (const [key, inner] of Object.entries(value)) put(attributes, `${name}.${key}`, inner);
    else put(attributes, name, value);
  return ok(attributes);
}

/** Output of `qstat -f ID` (OpenPBS, Torque): `    name = value` lines; a line that begins with a tab goes on. */
export function parseQstatText(text: string): Result<PbsAttributes, string> {
  const attributes = new Map<string, string>();
  const [head, ...lines] = text.replaceAll(/\r?\n\t/gu, "").split(/\r?\n/u);
  if (head === undefined || !/^Job Id: ?\S/u.test(head))
    return err(`expected "Job Id: …", found ${quoted(head ?? "")}`);
  for (const line of lines) {
    if (line.startsWith("Job Id:")) break;
    const match = /^ {1,8}([A-Za-z_][A-Za-z0-9_.]{0,127}) = (.*)$/u.exec(line);
    if (match?.[1] !== undefined) put(attributes, match[1], match[2]);
  }
  return ok(attributes);
}

function put(attributes: Map<string, string>, name: string, value: unknown): void {
  // What the job was started with may hold secrets, and nothing in it is needed.
  if (/^(?:Variable_List|Submit_arguments|submit_args|init_work_dir|executable|argument_list)(?:\.|$)/iu.test(name))
    return;
  const text = typeof value === "number" || typeof value === "string" ? String(value) : null;
  if (text !== null && text.length <= longestValue) attributes.set(name, text);
}
