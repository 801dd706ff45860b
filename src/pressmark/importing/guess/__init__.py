"""A manuscript to a draft: what the text says about itself, each guess with its sureness and its reason."""
