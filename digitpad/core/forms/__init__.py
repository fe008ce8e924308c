"""Forms: how people over the world write the ten digits, invented stroke by stroke.

`styles.py` lists the forms and draws them, `hand.py` varies them as a hand does, `no_digit.py`
draws what should be read as nothing.
"""
