"""Say more about a wrong answer.

A hint, what of it is right, the smallest input on which it fails, which rows are off.
"""
