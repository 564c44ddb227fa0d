/** Where Slurm is installed when it is not in the PATH. */
export const directories = ["/opt/slurm/bin", "/usr/local/slurm/bin", "/opt/slurm/current/bin"];
