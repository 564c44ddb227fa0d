#!/bin/sh
# One glidein on each node of a Slurm job. Change what you need, then submit it from a directory that all
# nodes share, and in which the token is:  sbatch THIS-FILE
#SBATCH --job-name=glidein
#SBATCH --nodes=4
#SBATCH --time=04:00:00
# The whole of each node:
#SBATCH --exclusive
#SBATCH --mem=0
##SBATCH --gpus-per-node=4
# A node that dies takes only its own glidein:
#SBATCH --no-kill
#SBATCH --output=glidein-%j.out

# Where HTCondor or Apptainer come as modules, load them here:
# module load apptainer

# exec, so that the batch system's signals reach the launch and not this shell. What became of each glidein is on its
# standard output, in summary.json of the directory glidein-launch-* that it makes here, and in the exit status.
exec ./glidein launch \
  --pool 'cm.example.org' \
  --token './token'
