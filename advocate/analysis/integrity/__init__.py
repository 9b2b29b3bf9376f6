"""What keeps complaints true: told in the client's own words, with suspicion worded as suspicion."""
