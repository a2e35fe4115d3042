"""OCDS writes countries with two letters, as ISO 3166 has them, or by name; eForms, and Insats, with three."""

_THREE_LETTERS = {
    "AT": "AUT", "BE": "BEL", "BG": "BGR", "CH": "CHE", "CY": "CYP", "CZ": "CZE", "DE": "DEU", "DK": "DNK",
    "EE": "EST", "ES": "ESP", "FI": "FIN", "FR": "FRA", "GB": "GBR", "GR": "GRC", "HR": "HRV", "HU": "HUN",
    "IE": "IRL", "IS": "ISL", "IT": "ITA", "LI": "LIE", "LT": "LTU", "LU": "LUX", "LV": "LVA", "MT": "MLT",
    "NL": "NLD", "NO": "NOR", "PL": "POL", "PT": "PRT", "RO": "ROU", "SE": "SWE", "SI": "SVN", "SK": "SVK",
    "US": "USA",
}  # fmt: skip


def three_letters(told: str) -> str:
    """Empty for what is not one of Europe's countries, or the USA."""
    code = told.strip().upper()
    return code if code in _THREE_LETTERS.values() else _THREE_LETTERS.get(code, "")
