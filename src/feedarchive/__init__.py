"""feedarchive keeps blogs: posts, pages and every comment with its exact time, as versioned JSON."""

__version__ = "0.1.0"
