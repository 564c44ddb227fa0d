// What a VO brings: scripts of every kind, and values for the environment of its jobs.
import fc from "fast-check";
import { jobEnvironmentText } from "../../../src/parse/job-environment.ts";
import { hostileText, writableText } from "../../properties/hostile-text.ts";

export const voScript = `#!/bin/bash
glidein_config="$1"
add_config_line_source=$(grep '^ADD_CONFIG_LINE_SOURCE ' "$glidein_config" | cut -d ' ' -f 2-)
. "$add_config_line_source"
error_gen=$(gconfig_get ERROR_GEN_PATH "$glidein_config")
condor_vars_file=$(gconfig_get GLIDECLIENT_CONDOR_VARS_FILE "$glidein_config")
gconfig_add VO_Tested "yes, \\"$2\\""
add_condor_vars_line VO_Tested S - + N Y +
cat
echo "vo_test in $PWD: HAS_SINGULARITY=$(gconfig_get HAS_SINGULARITY) CONDOR_DIR=$(gconfig_get CONDOR_DIR)"
"$error_gen" -ok vo_test.sh tested "<yes> & more"
`;
export const periodicScript = `#!/bin/sh
echo "Counted = $(grep -c . "$1")"
[ -n "$GLIDEIN_PERIODIC_SCRIPT" ] && echo "IsPeriodic = True"
exit 0
`;

export const containerScript = `#!/bin/sh
echo "contained: $(cat /etc/image-marker), $2 in $PWD, $(grep -c '^GLIDEIN_UUID ' "$1") config, $(command -v gwms-python)"
echo "site: $SITE_VARIABLE"
`;
/** Values that a VO may have in the environment of jobs; HTCondor's quoting must bring them there as they are. */
export const hostile = fc
  .sample(fc.oneof(writableText, hostileText), { numRuns: 400, seed: 9 })
  .filter((value) => /^[^\s\p{Cc}](?:[^\p{Cc}]{0,100}[^\s\p{Cc}])?$/u.test(value))
  .filter((value) => jobEnvironmentText([{ name: "H", value }]).refused.length === 0)
  .slice(0, 60)
  .map((value, index) => [`H${index}`, value] as const);
