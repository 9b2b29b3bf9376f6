"""What a number says of itself."""
