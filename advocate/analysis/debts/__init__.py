"""What a loan really costs, and which legal caps it passes. Pure: data in, plain answers out."""
