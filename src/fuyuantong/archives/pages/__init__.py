"""案卷: a year's volumes, one volume, what is due for appraisal, a destruction."""
