"""Errands done by other machines through Dask: sent, watched, tried again, their files fetched and checked."""
