"""Many articles to files: what is stale is rebuilt, in warm worker processes, and published set by set."""

STATE = ".pressmark.sqlite"  # the name of the one file that a build keeps for itself, in the output folder
