"""Which documents make up a blog: generators given a Get."""
