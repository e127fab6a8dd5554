"""Public reading: blogs, posts, comments, versions."""
