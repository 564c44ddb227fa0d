import type { Check } from "../../src/model/check.ts";
import type { ContainerFacts } from "../../src/model/facts/container.ts";
import { saysNotRecorded } from "../../src/model/not-recorded.ts";
import { error, remark, skip, some, warning } from "../finding.ts";
import { wantsNoContainers } from "./user-namespaces.ts";

/** A place that was looked at and is empty. */
const absent = /it is in no directory of PATH|it is not there|does not exist/u;

export const containerRuntime: Check = {
  id: "container-runtime",
  title: "Apptainer or Singularity runs a program in an image",
  why: "Most VOs' jobs bring their system as an image; where none can be run, those jobs are not matched to this node or fail.",
  judges:
    "A warning when no runtime ran our program in our image, an error when containers are required; a remark when jobs get no process namespace of their own.",
  thresholds: ["GLIDEIN_Singularity_Use", "GLIDEIN_SINGULARITY_REQUIRE", "GLIDEIN_SINGULARITY_BINARY_OVERRIDE"],
  phase: "node",
  refusesAs: "CONTAINER_REQUIRED",
  evaluate: ({ container, site }, settings) => {
    if (wantsNoContainers(settings)) return skip("containers are not wanted (GLIDEIN_Singularity_Use)");
    const { working } = container;
    if (working !== null)
      return working.pidNamespace || settings.SINGULARITY_DISABLE_PID_NAMESPACES.value
        ? []
        : [
            remark(
              `${working.path} works, but jobs get no process namespace of their own`,
              working.because,
              someFix(container) ??
                "Unmask /proc for the outer container (Docker: --security-opt systempaths=unconfined, Kubernetes: procMount: Unmasked).",
            ),
          ];
    // Where files may be left out only what was run says something.
    const tried = container.tried.filter(
      ({ outcome, attempts }) => !saysNotRecorded(outcome) && (site.complete || attempts.length > 0),
    );
    if (tried.length === 0 && (!site.complete || container.tried.length > 0))
      return skip("no runtime was tried on this recorded node");
    const required =
      settings.GLIDEIN_Singularity_Use.value === "REQUIRED" ||
      settings.GLIDEIN_SINGULARITY_REQUIRE.value?.startsWith("REQUIRED") === true;
    const make = required ? error : warning;
    const [first] = tried.filter(({ outcome, attempts }) => attempts.length > 0 || !absent.test(outcome));
    if (first === undefined)
      return [
        make(
          "there is no Apptainer or Singularity on this node",
          some(tried.map(({ path, outcome }) => `${path}: ${outcome}`)) || "no runtime was found",
          "Install the package apptainer (EPEL, Debian, Ubuntu PPA), or mount CVMFS with oasis.opensciencegrid.org.",
        ),
      ];
    return [
      make(
        `no container runtime works: ${first.path}: ${first.outcome}`,
        some(tried.map(({ path, outcome }) => `${path}: ${outcome}`)),
        someFix(container) ?? "Run the runtime by hand as the pilot's account and follow its message.",
      ),
    ];
  },
};

const someFix = ({ tried }: ContainerFacts): string | null => {
  const fixes = [...new Set(tried.map(({ fix }) => fix).filter((fix) => fix !== ""))];
  return fixes.length === 0 ? null : fixes.slice(0, 3).join(" ");
};
