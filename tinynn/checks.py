"""One helper for every check: a mistake is answered by a sentence."""


def expect(
    condition: object, message: str, error: type[Exception] = ValueError
) -> None:
    """Raise ``error(message)`` unless ``condition`` is true.

    Parameters
    ----------
    condition : object
        What must hold.
    message : str
        A sentence: what was expected, what came, what to do.
    error : type[Exception], optional
        The exception to raise.

    Raises
    ------
    Exception
        Of type `error`, when `condition` is false.
    """
    if not condition:
        raise error(message)
