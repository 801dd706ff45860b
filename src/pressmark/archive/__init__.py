"""What archives take in: BagIt bags around RO-Crates, and OCFL stores that keep every version."""
