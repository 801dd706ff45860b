"""Looking at print copies: before the run, for what it would regret; after it, for whether a copy is what it says."""
