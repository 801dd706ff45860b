"""What a Word document consists of besides an article's words (ECMA-376, WordprocessingML): text and styles."""
