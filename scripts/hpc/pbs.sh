#!/bin/sh
# One glidein on each node of a PBS job. Change what you need, then submit it from a directory that all
# nodes share, and in which the token is:  qsub THIS-FILE
#PBS -N glidein
# The CPUs (and GPUs) of a node; PBS takes one where nothing is said:
#PBS -l select=4:ncpus=1:mpiprocs=1
#PBS -l place=scatter:excl
#PBS -l walltime=04:00:00
#PBS -j oe

# A job begins in the home directory:
cd "$PBS_O_WORKDIR" || exit 71

# Where HTCondor or Apptainer come as modules, load them here:
# module load apptainer

# exec, so that the batch system's signals reach the launch and not this shell. What became of each glidein is on its
# standard output, in summary.json of the directory glidein-launch-* that it makes here, and in the exit status.
exec ./glidein launch \
  --pool 'cm.example.org' \
  --token './token'
