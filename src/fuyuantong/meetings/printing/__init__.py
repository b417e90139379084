"""Papers of topics and meetings as official documents: letters, sheets, and a volume of all of them."""
