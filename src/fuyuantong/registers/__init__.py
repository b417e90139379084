"""台账、清单、名册、活动、资金: typed rows whose columns are data."""
