"""Render one clip and the files beside it: sidecar, subtitles."""
