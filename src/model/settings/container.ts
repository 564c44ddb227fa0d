import { row } from "./row.ts";

/** Apptainer and Singularity. Names and meanings are GlideinWMS's unless the doc says otherwise. */
export const containerSettings = {
  GLIDEIN_Singularity_Use: row({
    type: { kind: "choice", choices: ["DISABLE_GWMS", "NEVER", "OPTIONAL", "PREFERRED", "REQUIRED"] },
    default: null,
    flag: "--containers",
    doc: "The VO's wish for containers. Unset: DISABLE_GWMS where the factory has a wish, else a runtime that works is offered to the jobs that ask for an image.",
  }),
  GLIDEIN_SINGULARITY_REQUIRE: row({
    type: { kind: "choice", choices: ["NEVER", "OPTIONAL", "PREFERRED", "REQUIRED", "REQUIRED_GWMS"] },
    default: null,
    doc: "The factory's wish for containers; together with the VO's it gives the policy. Unset: OPTIONAL.",
  }),
  GLIDEIN_SINGULARITY_BINARY_OVERRIDE: row({
    type: { kind: "string" },
    default: null,
    doc: "Runtime that is tried first: a program, or directories separated by colons that hold `singularity` or `apptainer`.",
  }),
  SINGULARITY_BIN: row({
    type: { kind: "string" },
    default: null,
    doc: "Where to look for a runtime before PATH: a directory, OSG (also when unset), CONDOR (the one in HTCondor's tarball), PATH or PASS (nowhere).",
  }),
  OSG_SINGULARITY_BINARY: row({
    type: { kind: "path" },
    default: "/cvmfs/oasis.opensciencegrid.org/mis/singularity/bin/singularity",
    environment: ["OSG_SINGULARITY_BINARY_DEFAULT"],
    doc: "The runtime that the name OSG stands for; also the last place that is looked at.",
  }),
  SINGULARITY_IMAGES_DICT: row({
    type: { kind: "string" },
    default: null,
    doc: "Images by platform, `platform:image,platform:image`; an image is an absolute path or a URI without commas.",
  }),
  SINGULARITY_IMAGE_DEFAULT: row({
    type: { kind: "string" },
    default: null,
    doc: "Image of the platform `default`; goes before SINGULARITY_IMAGES_DICT.",
  }),
  SINGULARITY_IMAGE_DEFAULT6: row({
    type: { kind: "string" },
    default: null,
    doc: "Image of the platform `rhel6`; goes before SINGULARITY_IMAGES_DICT.",
  }),
  SINGULARITY_IMAGE_DEFAULT7: row({
    type: { kind: "string" },
    default: null,
    doc: "Image of the platform `rhel7`; goes before SINGULARITY_IMAGES_DICT.",
  }),
  SINGULARITY_IMAGE_RESTRICTIONS: row({
    type: { kind: "list" },
    default: ["cvmfs"],
    doc: "What the default image must be: `cvmfs` (in CVMFS), `remote` (need not exist on the node), `test` (another image may stand in), `any`.",
  }),
  SINGULARITY_IMAGE_REQUIRED: row({
    type: { kind: "boolean" },
    default: false,
    doc: "Whether the policy fails without a usable default image. False: jobs have to name their images.",
  }),
  APPTAINER_TEST_IMAGE: row({
    type: { kind: "string" },
    default: null,
    doc: "Image that stands in for the default one where the restriction `test` allows it. The runtime itself is proven with an image of our own.",
  }),
  GLIDEIN_SINGULARITY_BINDPATH: row({
    type: { kind: "string" },
    default: null,
    doc: "The VO's bind paths, `source[:target[:options]],…`; a source that does not exist is left out.",
  }),
  GLIDEIN_SINGULARITY_BINDPATH_DEFAULT: row({
    type: { kind: "string" },
    default: null,
    doc: "The factory's bind paths, `source[:target[:options]],…`; a source that does not exist is left out.",
  }),
  GLIDEIN_SINGULARITY_OPTS: row({
    type: { kind: "string" },
    default: null,
    doc: "More options of `exec` for jobs, separated by blanks.",
  }),
  GLIDEIN_SINGULARITY_GLOBAL_OPTS: row({
    type: { kind: "string" },
    default: null,
    doc: "More options before `exec` for jobs of the job wrapper, separated by blanks.",
  }),
  SINGULARITY_DISABLE_PID_NAMESPACES: row({
    type: { kind: "boolean" },
    default: false,
    doc: "True: jobs get no PID namespace of their own.",
  }),
  GLIDEIN_CONTAINER_ENV: row({
    type: { kind: "list" },
    default: ["clearpaths"],
    doc: "What of the environment enters a container under the job wrapper: clearpaths, clearall, keepall, gwmsset, condorset, osgset, clear.",
  }),
  GLIDEIN_CONTAINER_ENV_CLEARLIST: row({
    type: { kind: "list" },
    default: [],
    doc: "More variables that never enter a container under the job wrapper.",
  }),
  GLIDEIN_Container_Runner: row({
    type: { kind: "choice", choices: ["htcondor", "wrapper"] },
    default: "htcondor",
    doc: "Who puts jobs into containers: HTCondor's own support, or a job wrapper that behaves as GlideinWMS's (home and working directory /srv, paths in arguments changed, pre-job scripts).",
  }),
  CVMFS_MOUNT_DIR: row({
    type: { kind: "path" },
    default: null,
    doc: "Where CVMFS is mounted when that is not /cvmfs.",
  }),
  GLIDEIN_PROVIDES: row({
    type: { kind: "list" },
    default: [],
    doc: "Features that the slots say they have; `singularity/MODE` is added where a runtime works.",
  }),
  GLIDEIN_DEBUG_OUTPUT: row({
    type: { kind: "string" },
    default: null,
    doc: "Passed on to jobs, whose wrappers then say more.",
  }),
} as const;
