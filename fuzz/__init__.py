"""Tries hostile inputs against the kit: `python -m fuzz`.

An input is what a stranger may hand to the kit: what a program answers, a record, a declaration, a baseline, a feature file, a
command line. Hypothesis makes the inputs, and makes one that finds a fault smaller. A tool that follows the coverage of byte code
(atheris) was not chosen: the kit reads JSON, TOML and Gherkin through libraries, so most changed bytes never pass the library's
own review. Inputs that are wrong in their meaning have to be made as data.
"""
