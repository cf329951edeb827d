"""Sound: devices, capture, playback, files."""
