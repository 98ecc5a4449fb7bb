"""Other tools that reportparse plugs into."""
