"""A draft to YAML, with a comment wherever a person should look, and to the report that says the same."""
