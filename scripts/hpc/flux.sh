#!/bin/sh
# One glidein on each node of a Flux job. Change what you need, then submit it from a directory that all
# nodes share, and in which the token is:  flux batch THIS-FILE
#flux: --job-name=glidein
#flux: --nodes=4
#flux: --exclusive
#flux: --time-limit=14400s
#flux: --output=glidein-{{id}}.out

# Where HTCondor or Apptainer come as modules, load them here:
# module load apptainer

# exec, so that the batch system's signals reach the launch and not this shell. What became of each glidein is on its
# standard output, in summary.json of the directory glidein-launch-* that it makes here, and in the exit status.
exec ./glidein launch \
  --pool 'cm.example.org' \
  --token './token'
