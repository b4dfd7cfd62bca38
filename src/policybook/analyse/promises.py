def printed_in(value: float, quote: str) -> bool:
    """Tell whether a number stands in a quote: in plain digits, in 万 or 亿, or two thirds as 三分之二.

    Examples
    --------
    >>> printed_in(66.67, "三分之二以上用于民生"), printed_in(19000, "高标准农田1.9万亩"), printed_in(5, "建设15个")
    (True, True, False)
    """
    plain = re.sub(r"[\s,，]", "", quote)
    ways = [f"{value / size:.10g}{word}" for size, word in ((1, ""), (1e4, "万"), (1e8, "亿"))]
    digits = any(re.search(rf"(?<![\d.]){re.escape(way)}(?![\d.])", plain) for way in ways)
    return digits or (round(value, 2) == 66.67 and "三分之二" in plain)
