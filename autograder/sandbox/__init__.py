"""The sandbox, and the two ways to call a student's functions: in this process, or in a box.

BESIDE THE STUDENT'S CODE, needing nothing but NumPy: worker, confining, from_text, calling, wire. In the grader: box,
syscalls, tiers with its canary, in_process and isolated.
"""
