"""Pages over the archive: served on this machine, or written as files. Server-rendered, without scripts."""
