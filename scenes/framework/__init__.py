"""Base class: parameters, record, claims."""
