"""The live preview: an article's page in the browser, made anew at each save. Needs the extra ``serve``."""
