import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { WorkDirectory } from "../../apply/work-directory.ts";
import { expression, type Knob, text } from "../../decide/condor-config/entry.ts";
import { configPrefix } from "../../decide/staging/area-lists.ts";
import { nativeVariables } from "../../decide/staging/native-variables.ts";
import type { StagedPlan } from "../../decide/staging/staged-plan.ts";
import { startdCronKnobs } from "../../decide/staging/startd-cron.ts";
import { stagedConfiguration } from "../../decide/staging/variables.ts";
import { type Failure, failure } from "../../model/failure.ts";
import type { Attribute } from "../../model/plan.ts";
import { sourced } from "../../model/provenance.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { type CondorVariable, readCondorVars } from "../../parse/condor-vars.ts";
import type { AreaId } from "../../parse/gwms/arguments.ts";
import type { JobVariable } from "../../parse/job-environment.ts";
import { describeRefusal } from "../../parse/refusal.ts";
import { textOf, voJobWrapper } from "./vo-job-wrapper.ts";
import type { WalkContext } from "./walk-context.ts";

/** In this order the parts' lines are put together; of several lines of one knob the last counts. */
const precedence: readonly AreaId[] = ["client_group", "client", "entry", "main"];

/** What the walk left, as additions to the plan: attributes, knobs, the jobs' environment, periodic scripts, wrappers. */
export function stagedPlan(context: WalkContext, work: WorkDirectory): Result<StagedPlan, Failure> {
  const { config, warn } = context;
  const variables: CondorVariable[] = [];
  for (const area of precedence) {
    const path = config.get(`${configPrefix[area]}CONDOR_VARS_FILE`);
    if (path === "") continue;
    const read = readCondorVars(textOf(path));
    if (!read.ok)
      return err(
        failure("STAGE_INVALID", path, describeRefusal(read.error), "Publish the staging area anew (reconfig)."),
      );
    for (const problem of read.value.problems)
      warn(`condor_vars of ${area}, ${describeRefusal(problem)}; the line is left out`);
    variables.push(...read.value.variables);
  }
  const values = config.all();
  const staged = stagedConfiguration({ values, variables: [...variables, ...nativeVariables(values)] });
  if (staged.kind === "missing")
    return err(
      failure(
        "STAGE_INVALID",
        staged.name,
        "condor_vars requires it and it has no value",
        "Set it in the factory's or the VO's configuration.",
        {
          expected: "a value",
        },
      ),
    );
  for (const warning of staged.configuration.warnings) warn(warning);
  const wrapper = voJobWrapper(context, work);
  if (!wrapper.ok) return wrapper;
  const directory = join(context.work, "condor_config.d");
  const overrides: Knob[] = [
    // A test shows that everything works up to the pool, and takes no jobs.
    ...(context.request.arguments.mode === "check" ? [expression("START", "False")] : []),
    ...(filesIn(directory).length === 0 ? [] : [text("LOCAL_CONFIG_DIR", directory)]),
    ...(wrapper.value === null ? [] : [text("USER_JOB_WRAPPER", wrapper.value)]),
    ...startdCronKnobs(context.periodic, {
      work: context.work,
      wrapper: join(context.work, "main/script_wrapper.sh"),
      config: config.path,
      environment: pilotVariables(context),
    }),
  ];
  copyPrejob(context, work);
  const attributes = { ...pilotAttributes(context), ...staged.configuration.attributes };
  const environment = [
    ...pilotVariables(context).map(({ name, value }) => ({ name, value, attribute: "" })),
    ...staged.configuration.environment,
  ];
  return ok({ ...staged.configuration, attributes, environment, overrides });
}

/** What HTCondor itself does not have in its environment, and scripts and jobs do. */
const pilotVariables = ({ env }: WalkContext): readonly JobVariable[] => [
  { name: "GLIDEIN_UUID", value: env["GLIDEIN_UUID"] ?? "" },
];

/** What GlideinWMS's own configuration adds to every ad. */
function pilotAttributes({ facts, plan }: WalkContext): Readonly<Record<string, Attribute>> {
  const said = (value: number | string | boolean, type: Attribute["type"], from: string): Attribute => ({
    sourced: sourced(value, { kind: "probe", probe: "pilot", evidence: from }),
    type,
    published: true,
  });
  const { os, hostname } = facts.system;
  const decided = plan()?.plan;
  return {
    GLIDEIN_PARENT_PID: said(process.pid, "integer", "the pilot's process"),
    LSB_DISTRIBUTOR_ID: said(os.id ?? "UNKNOWN", "string", "os-release"),
    LSB_RELEASE: said(os.version ?? "UNKNOWN", "string", "os-release"),
    LSB_DESCRIPTION: said(os.name ?? "UNKNOWN", "string", "os-release"),
    ...(decided === undefined
      ? {}
      : {
          GLIDEIN_MASTER_NAME: said(`${decided.name}@${hostname ?? "localhost"}`, "string", "MASTER_NAME"),
          GLIDEIN_COLLECTOR_NAME: said(decided.collectors.join(","), "string", "COLLECTOR_HOST"),
        }),
  };
}

function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch {
    return [];
  }
}

/** Scripts for the moment before a job, where our job wrapper looks for them. */
function copyPrejob({ work, actor }: WalkContext, { local }: WorkDirectory): void {
  const from = join(work, ".gwms.d/exec/prejob");
  const names = filesIn(from).filter((name) => !name.endsWith(".ignore"));
  if (names.length === 0) return;
  actor.makeDirectory(join(local, "prejob.d"), 0o755);
  for (const name of names) copyFileSync(join(from, name), join(local, "prejob.d", name));
}
