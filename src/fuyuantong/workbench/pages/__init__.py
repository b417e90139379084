"""Pages that read across rooms."""
