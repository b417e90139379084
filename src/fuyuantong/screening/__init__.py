import os

#: numpy would start a thread for each core in every process, for matrices that nobody here multiplies.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
