"""Commands: format what services answer, nothing else."""
