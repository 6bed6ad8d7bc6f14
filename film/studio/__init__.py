"""The studio: a local page on which a scene is set up, looked at and rendered."""
