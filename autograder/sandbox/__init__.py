"""What runs beside a student's code. worker.py, wire.py and functions.py need nothing but NumPy."""
