"""What the commands in scripts/release share."""
