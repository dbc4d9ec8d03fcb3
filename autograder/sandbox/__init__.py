"""The sandbox, and the two ways to call a student's functions: in this process, or in a box.

Beside the student's code, and needing nothing but NumPy: worker, forking, confining, from_text, invocation
and wire.
In the grader: launch, zygote, box, syscalls, tiers with its canary, caller, in_process and isolated.
"""
