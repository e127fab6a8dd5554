"""Names of test cases."""


def name_of(value: object) -> str:
    """The same text in every process: Python's own order of a set is not."""
    match value:
        case dict():
            return "{" + ", ".join(f"{name_of(key)}: {name_of(item)}" for key, item in value.items()) + "}"
        case set() | frozenset():
            return "{" + ", ".join(sorted(map(name_of, value))) + "}"
        case list() | tuple() if len(value) > 5:
            return f"[{name_of(value[0])}, …]"
        case _:
            return str(value)
