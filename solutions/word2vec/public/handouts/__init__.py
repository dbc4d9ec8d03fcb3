"""Work for the original CS224n handouts, graded as it stands."""
