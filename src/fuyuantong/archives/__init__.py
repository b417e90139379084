"""档案: volumes of a year as they were filed, how long they are kept, and what becomes of them afterwards."""
