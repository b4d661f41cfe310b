"""The behaviour: what the model does in a small town, written down as figures.

`simkansen.identity` compares these figures with those that are shipped. ``python -m simkansen.behaviour``
makes them again.
"""
