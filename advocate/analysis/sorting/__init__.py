"""What of an import looks like collection, and what like everyday life: pure, with its weights as data."""
