"""From a folder of articles to a publication: pages, feeds, sitemaps and the register of what is demanded.

Articles are built (`pressmark.building`); what a collection needs of each is its `entries.Entry`. From the entries
alone, sorted into lists (`catalogue`), come the files of a site (`site`), each a function of the entries that it names.
"""
