"""The tables of `catalog.sqlite`. Names and meanings: docs/catalog.md; a change of either bumps VERSION."""

VERSION = 2  # PRAGMA user_version; a file of another one is built anew
UNCLEAN = -VERSION  # a redacted text may have left traces in it: not to be used
APPLICATION = 0x46416361  # PRAGMA application_id, "FAca"

# How FTS5 cuts the text that `folding.indexed` gives: marks are letters, as Indic vowels need.
_WORDS = "tokenize=\"unicode61 remove_diacritics 2 categories 'L* N* Co M*'\""

TABLES = f"""
CREATE TABLE blogs (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, url TEXT, title TEXT, language TEXT,
    sign TEXT  -- what its folders looked like when it was last looked through; ours alone
);
CREATE TABLE authors (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT, kind TEXT NOT NULL, url TEXT
);
CREATE TABLE names (
    author INTEGER NOT NULL REFERENCES authors, name TEXT NOT NULL, folded TEXT NOT NULL,
    PRIMARY KEY (author, name)
) WITHOUT ROWID;
CREATE TABLE posts (
    id INTEGER PRIMARY KEY, blog INTEGER NOT NULL REFERENCES blogs, folder TEXT NOT NULL,
    entry_id TEXT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, day TEXT,
    published TEXT, author INTEGER REFERENCES authors, author_name TEXT, title TEXT NOT NULL, url TEXT,
    version INTEGER NOT NULL, captured TEXT NOT NULL, comments INTEGER NOT NULL, comments_declared INTEGER,
    touched INTEGER NOT NULL,  -- when its folder was last changed, ns; 0: look again; ours alone
    body TEXT NOT NULL,
    UNIQUE (blog, folder)
);
CREATE INDEX posts_by_day ON posts (day);
CREATE INDEX posts_of_blog ON posts (blog, kind, day, published);
CREATE INDEX posts_by_author ON posts (author, day, author_name);
CREATE INDEX posts_in_time ON posts (id, published, day);
CREATE TABLE comments (
    id INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES posts, position INTEGER NOT NULL,
    comment_id TEXT NOT NULL, status TEXT NOT NULL, day TEXT, published TEXT, published_text TEXT,
    author INTEGER REFERENCES authors, author_name TEXT, url TEXT, in_reply_to TEXT, body TEXT NOT NULL,
    UNIQUE (post, position)
);
CREATE INDEX comments_by_day ON comments (day);
CREATE INDEX comments_by_author ON comments (author, day, author_name);
CREATE INDEX comments_in_time ON comments (id, published, day);
CREATE TABLE labels (
    post INTEGER NOT NULL REFERENCES posts, label TEXT NOT NULL, folded TEXT NOT NULL,
    PRIMARY KEY (post, label)
) WITHOUT ROWID;
CREATE INDEX labels_by_name ON labels (folded);
CREATE INDEX labels_as_written ON labels (label);
CREATE TABLE versions (
    post INTEGER NOT NULL REFERENCES posts, version INTEGER NOT NULL, captured TEXT NOT NULL,
    status TEXT NOT NULL, cause TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (post, version)
) WITHOUT ROWID;
CREATE INDEX versions_by_capture ON versions (captured);
CREATE TABLE damaged (file TEXT PRIMARY KEY, what TEXT NOT NULL, folder TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE posts_fts USING fts5 (title, body, content="posts", content_rowid="id", {_WORDS});
CREATE VIRTUAL TABLE comments_fts USING fts5 (body, content="comments", content_rowid="id", {_WORDS});
INSERT INTO posts_fts (posts_fts, rank) VALUES ('rank', 'bm25(5.0, 1.0)');
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
"""
