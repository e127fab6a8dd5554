"""A blog small enough to be archived a hundred times."""

from feedarchive.demo.blog import DemoBlog
from feedarchive.demo.example import example


def small(posts: int = 8) -> DemoBlog:
    """The last posts of the example, with their comments, and its static pages."""
    blog = example()
    for post in [one for one in blog.posts if one.kind == "post"][:-posts]:
        blog.delete_post(post.number)
    return blog
