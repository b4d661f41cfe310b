"""Work: processes, pools, engines, journals and locks; it knows nothing of schools."""
