"""What every room stands on: refusals, the unit of work, events, paging, base templates."""
