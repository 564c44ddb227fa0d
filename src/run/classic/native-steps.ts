import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { configPrefix } from "../../decide/staging/area-lists.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { AreaId } from "../../parse/gwms/arguments.ts";
import { readBlacklist, readConstants } from "../../parse/gwms/constants.ts";
import { areaText, invalid } from "./areas.ts";
import { tellOf } from "./native-values.ts";
import type { WalkContext } from "./walk-context.ts";

/**
 * Does the work of a stock script at the place where it would have run: values that later scripts read are put into
 * `glidein_config`, and what it would have refused is refused.
 */
export function nativeStep(name: string, area: AreaId, context: WalkContext): Result<null, Failure> {
  switch (name) {
    case "cat_consts.sh":
      return takeConstants(area, context);
    case "check_blacklist.sh":
      return checkBlacklist(area, context);
    case "condor_platform_select.sh":
      return selectPlatform(context);
    case "validate_node.sh":
      return checkDisk(context);
    case "java_setup.sh":
      return findJava(context);
    default: {
      const values = tellOf(name, context);
      if (values !== null) context.config.tell(values, `in place of ${name}`);
      return ok(null);
    }
  }
}

function listedFile(key: string, area: AreaId, { config }: WalkContext): Result<string, Failure> {
  const path = config.get(`${configPrefix[area]}${key}`);
  try {
    return ok(areaText(readFileSync(path)));
  } catch {
    return err(
      failure(
        "STAGE_INVALID",
        `${configPrefix[area]}${key}`,
        `the ${area} part of the staging area has no such file`,
        "Publish the staging area anew (reconfig).",
      ),
    );
  }
}

function takeConstants(area: AreaId, context: WalkContext): Result<null, Failure> {
  const text = listedFile("CONSTS_FILE", area, context);
  if (!text.ok) return text;
  const path = `constants of ${area}`;
  const constants = readConstants(text.value);
  if (!constants.ok) return err(invalid(path, constants.error));
  for (const { name, value, line } of constants.value) {
    const set = context.config.set(name, value, { kind: "file", path, line, key: name });
    if (!set.ok) return set;
  }
  return ok(null);
}

function checkBlacklist(area: AreaId, context: WalkContext): Result<null, Failure> {
  const text = listedFile("BLACKLIST_FILE", area, context);
  if (!text.ok) return text;
  const listed = readBlacklist(text.value);
  if (!listed.ok) return err(invalid(`list of refused nodes of ${area}`, listed.error));
  const addresses = Object.values(networkInterfaces()).flatMap((one) => (one ?? []).map(({ address }) => address));
  const name = context.facts.system.hostname ?? "";
  const found = [name, ...addresses].find((one) => listed.value.has(one.toLowerCase()));
  if (found === undefined) return ok(null);
  return err(
    failure(
      "CHECK_REFUSED",
      `list of refused nodes of ${area}`,
      `this node is on it (${found})`,
      "Ask the factory or the VO why; they take it from nodes.blacklist.",
    ),
  );
}

function selectPlatform({ config, platform, facts }: WalkContext): Result<null, Failure> {
  if (platform !== null) {
    config.tell({ [platform]: "1" }, "in place of condor_platform_select.sh");
    return ok(null);
  }
  const asked = ["CONDOR_VERSION", "CONDOR_OS", "CONDOR_ARCH"]
    .map((name) => `${name} ${config.get(name) || "default"}`)
    .join(", ");
  return err(
    failure(
      "STAGE_INVALID",
      "HTCondor of the factory",
      `it has no tarball for ${asked} on this node (${facts.system.os.id ?? "?"} ${facts.system.os.version ?? ""}, ${facts.system.architecture ?? "?"})`,
      "Add a condor_tarball to the factory's configuration, or change CONDOR_VERSION, CONDOR_OS and CONDOR_ARCH of the entry.",
    ),
  );
}

const mebibytesPerGigabyte = 1024;

function checkDisk({ config, facts }: WalkContext): Result<null, Failure> {
  const wanted = config.get("MIN_DISK_GBS").trim();
  if (wanted === "" || wanted === "0") return ok(null);
  if (!/^[0-9]{1,9}(?:\.[0-9]{1,6})?$/u.test(wanted))
    return err(
      failure("SETTING_INVALID", "MIN_DISK_GBS", "it is not a number", "Give it gigabytes, for example 10.", {
        expected: "a number",
      }),
    );
  const free = facts.storage.scratch.freeMiB;
  if (free === null || free >= Number(wanted) * mebibytesPerGigabyte) return ok(null);
  return err(
    failure(
      "CHECK_REFUSED",
      facts.storage.scratch.path,
      `${free} MiB are free, the entry wants ${wanted} GiB (MIN_DISK_GBS)`,
      "Free space in the scratch directory of batch jobs.",
    ),
  );
}

function findJava({ config, actor, env }: WalkContext): Result<null, Failure> {
  const use = (config.get("GLIDEIN_Java_Use") || "NEVER").toUpperCase();
  if (use === "NEVER") return ok(null);
  const java = (env["PATH"] ?? "")
    .split(":")
    .map((directory) => `${directory}/java`)
    .find((path) => path.startsWith("/") && actor.exists(path));
  if (java !== undefined) {
    config.tell({ JAVA: java, JAVA_MAXHEAP_ARGUMENT: "-Xmx" }, "in place of java_setup.sh");
    return ok(null);
  }
  if (use !== "REQUIRED") return ok(null);
  return err(
    failure(
      "CHECK_REFUSED",
      "GLIDEIN_Java_Use",
      "Java is required and there is none in PATH",
      "Install Java on the node, or set GLIDEIN_Java_Use to OPTIONAL.",
    ),
  );
}
