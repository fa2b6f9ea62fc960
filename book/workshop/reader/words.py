"""What the workshop says, in the language of the edition."""

language = "zh"


def say(chinese: str, english: str) -> str:
    """Return the text in the reader's language."""
    return chinese if language == "zh" else english


def tell(chinese: str, english: str) -> None:
    """Print the text in the reader's language."""
    print(say(chinese, english))
