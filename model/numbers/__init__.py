"""Arrays and counts that know their source."""
