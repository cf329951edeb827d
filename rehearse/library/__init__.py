"""Takes kept: database, audio folder, crash sweep."""
