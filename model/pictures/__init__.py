"""Pictures that a model is shown: held-out digits, and files that a user gives."""
