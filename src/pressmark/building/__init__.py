"""Many articles to files: what is stale is rebuilt, in warm worker processes, and published set by set."""
