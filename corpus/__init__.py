"""Chooses the corpus: the cases of each law that every usual run tries (`python -m corpus`)."""
