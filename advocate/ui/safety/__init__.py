"""What comes before anything else where somebody may be in danger."""
