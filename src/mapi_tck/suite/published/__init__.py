"""The published page beside the catalogue: its structure, its names, its sentences, and what changed in it.

The page is not part of the kit: a user hands it over, as Markdown or HTML, in any language. `features/topic` holds what the kit
knows about it: names of interfaces and constants, links, and digests of sentences.
"""
