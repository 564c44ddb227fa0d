import { join } from "node:path";
import { unpackInto } from "../../apply/staging/unpack-archive.ts";
import { noSpace } from "../../apply/work-directory.ts";
import { configPrefix } from "../../decide/staging/area-lists.ts";
import type { Failure } from "../../model/failure.ts";
import { ok, type Result } from "../../model/result.ts";
import type { ListedFile } from "../../parse/gwms/file-list.ts";
import { containerOf, environmentInside } from "./container-of-script.ts";
import { runCustomScript } from "./custom-script.ts";
import type { OpenList } from "./lists.ts";
import { nativeStep } from "./native-steps.ts";
import { isWanted } from "./payload.ts";
import { addPrograms, copyModules } from "./programs.ts";
import { untarDirectory } from "./untar-directory.ts";
import type { WalkContext } from "./walk-context.ts";

type Step = Promise<Result<null, Failure>>;

/** Works through all lists in their order: stores, unpacks, decides in place of stock scripts, runs the others. */
export async function walk(context: WalkContext): Step {
  for (const list of context.payload.lists) {
    for (const file of list.files) {
      if (context.request.stop.aborted) return ok(null);
      if (!isWanted(file, (name) => context.config.get(name))) continue;
      const done = await take(context, list, file);
      if (!done.ok) return done;
    }
    if (list.area !== "main") continue;
    if (list.kind === "at_file_list") {
      const added = addPrograms(context);
      if (!added.ok) return added;
    }
    if (list.kind === "at_file_list" || list.kind === "after_file_list") copyModules(context);
  }
  context.config.tell({ GLIDEIN_INITIALIZED: "1" }, "every list was worked through");
  return context.config.write();
}

async function take(context: WalkContext, list: OpenList, file: ListedFile): Step {
  const disposition = context.payload.dispositionOf(list, file);
  if (disposition.kind === "replaced") {
    if (disposition.modified)
      context.warn(
        `${list.area}/${file.name} was changed by the factory; it is still replaced: ${disposition.replacement.by}`,
      );
    if (file.type === "wrapper") context.wrapsContainers = true;
    if (file.name === prejob && hasWrappers(context)) return storePrejob(context, list, file);
    if (file.name === chirpModule && hasWrappers(context)) return unpack(context, list, file);
    return file.type === "exec" || file.type === "exec:s" ? nativeStep(file.name, list.area, context) : ok(null);
  }
  if (disposition.modified)
    context.warn(`${list.area}/${file.name} is no stock script of any release; it is run as it is`);
  if (context.payload.isHeldBack(list, file)) return ok(null);
  if (file.type === "untar") return unpack(context, list, file);
  const stored = await store(context, list, file);
  if (!stored.ok) return stored;
  const path = placeOf(context, list, file);
  if (file.name === prejob && list.area !== "main") return putPrejob(context, file, stored.value);
  switch (file.type) {
    case "exec":
    case "exec:s":
      return execute(context, list, file, stored.value);
    case "wrapper":
      context.wrappers.push(path);
      return appendWrapper(context);
    case "config":
      context.warn(`${list.area}/${file.name}: files of type config without a kind are ignored`);
      return ok(null);
    case "config:c":
      return copyTo(context, join(context.work, "condor_config.d", file.name), stored.value);
    case "regular":
    case "nocache":
      return ok(null);
    default:
      return file.type satisfies never;
  }
}

const placeOf = ({ work }: WalkContext, list: OpenList, file: ListedFile): string =>
  join(work, list.open.directory, file.name);

/** Fetches a file, puts it where scripts expect it, and names its path. */
async function store(context: WalkContext, list: OpenList, file: ListedFile): Promise<Result<Buffer, Failure>> {
  const content = await context.payload.content(list, file);
  if (!content.ok) return content;
  const path = placeOf(context, list, file);
  const mode = file.type.startsWith("exec") ? 0o755 : 0o644;
  const written = context.actor.writeFile(path, content.value, mode);
  if (!written.ok) return { ok: false, error: noSpace(path, written.error.what) };
  namePath(context, list, file, path);
  return content;
}

function namePath(context: WalkContext, list: OpenList, file: ListedFile, path: string): void {
  if (file.configName === null) return;
  context.config.set(`${configPrefix[list.area]}${file.configName}`, path, {
    kind: "file",
    path: `${list.area} ${list.kind}`,
    line: file.line,
  });
}

/** Sourced before each job by the job wrapper; without a wrapper nobody would. */
const prejob = "setup_prejob.sh";

/** What `condor_chirp` is in the containers of jobs, which wrappers make. */
const chirpModule = "htchirp.tar.gz";

const hasWrappers = ({ payload }: WalkContext): boolean =>
  payload.lists.some(({ files }) => files.some(({ type }) => type === "wrapper"));

async function storePrejob(context: WalkContext, list: OpenList, file: ListedFile): Step {
  const stored = await store(context, list, file);
  return stored.ok ? putPrejob(context, file, stored.value) : stored;
}

const putPrejob = (context: WalkContext, file: ListedFile, content: Buffer): Step =>
  copyTo(context, join(context.work, ".gwms.d/exec/prejob", file.name), content);

async function copyTo(context: WalkContext, path: string, content: Buffer): Step {
  const written = context.actor.writeFile(path, content, 0o644);
  return written.ok ? ok(null) : { ok: false, error: noSpace(path, written.error.what) };
}

function appendWrapper({ actor, work, wrappers }: WalkContext): Result<null, Failure> {
  const path = join(work, "wrapper_list.lst");
  const written = actor.writeFile(path, wrappers.map((one) => `${one}\n`).join(""), 0o644);
  return written.ok ? ok(null) : { ok: false, error: noSpace(path, written.error.what) };
}

async function unpack(context: WalkContext, list: OpenList, file: ListedFile): Step {
  const directory = await untarDirectory(context, list, file);
  if (!directory.ok) return directory;
  const archive = await context.payload.archive(list, file);
  if (!archive.ok) return archive;
  const into = join(context.work, list.open.directory, directory.value);
  const unpacked = await unpackInto(context.actor, archive.value, into, { flatten: file.configName === "CONDOR_DIR" });
  if (unpacked.ok) namePath(context, list, file, into);
  return unpacked;
}

/** One of the factory's or the VO's own scripts. What it sources of the stock helpers is put there first. */
async function execute(context: WalkContext, list: OpenList, file: ListedFile, content: Buffer): Step {
  const { config, request } = context;
  if (file.name === config.get("GLIDEIN_CLEANUP_SCRIPT") || file.name === "cvmfs_umount.sh") {
    const path = join(context.work, ".gwms.d/exec/cleanup", file.name);
    const written = context.actor.writeFile(path, content, 0o755);
    return written.ok ? ok(null) : { ok: false, error: noSpace(path, written.error.what) };
  }
  for (const named of context.payload.namedIn(content.toString("latin1"))) {
    if (context.actor.exists(placeOf(context, named.list, named.file))) continue;
    const helper = await (named.file.type === "untar"
      ? unpack(context, named.list, named.file)
      : store(context, named.list, named.file));
    if (!helper.ok) return helper;
  }
  const written = config.write();
  if (!written.ok) return written;
  const path = placeOf(context, list, file);
  context.customScripts += 1;
  const inside = file.type === "exec:s" ? containerOf(context) : [];
  const outcome = await runCustomScript({
    area: list.area,
    name: file.name,
    path,
    inside,
    work: context.work,
    env: inside.length === 0 ? context.env : environmentInside(context),
    limit: context.settings()?.GLIDEIN_Script_Limit.value ?? 0,
    signal: request.stop,
    now: () => context.host.now(),
    say: request.say,
  });
  if (request.stop.aborted) return ok(null);
  context.results.push(outcome.result);
  const read = config.readBack(`${list.area}/${file.name}`);
  if (outcome.failure !== null) {
    request.say("stderr", `=== Validation error in ${path} ===\n${outcome.result.detail ?? ""}\n`);
    return { ok: false, error: outcome.failure };
  }
  request.say("stderr", `=== validation OK in ${path} (${file.period}) ===\n`);
  if (file.period > 0) context.periodic.push({ area: list.area, path, period: file.period, prefix: file.prefix });
  return read.ok ? ok(null) : read;
}
