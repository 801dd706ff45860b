"""What the PDF writer stands on: typefaces, the layout engine, sheets, tags, and what makes a file fit to keep."""
