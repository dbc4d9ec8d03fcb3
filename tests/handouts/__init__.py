"""Files in the manner of the old handouts, ours, in several right styles and with many mistakes."""
