"""How fast, how big, how much work: figures with their peers beside them (``python -m bench``)."""
