#!/bin/sh
# One glidein on each node of an LSF job. Change what you need, then submit it from a directory that all
# nodes share, and in which the token is:  bsub < THIS-FILE
#BSUB -J glidein
#BSUB -n 4
#BSUB -R "span[ptile=1]"
#BSUB -W 4:00
# The whole of each node:
#BSUB -x
# Jobs of several hosts are killed without a word at the end, so ask for one 10 minutes before:
#BSUB -wa TERM
#BSUB -wt 10
#BSUB -o glidein-%J.out

# Where HTCondor or Apptainer come as modules, load them here:
# module load apptainer

# exec, so that the batch system's signals reach the launch and not this shell. What became of each glidein is on its
# standard output, in summary.json of the directory glidein-launch-* that it makes here, and in the exit status.
exec ./glidein launch \
  --pool 'cm.example.org' \
  --token './token'
