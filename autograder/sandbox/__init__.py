"""The sandbox. worker, wire, calling and functions run in it, beside a student's code, and need nothing but NumPy."""
