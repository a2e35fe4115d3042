"""The contrast of every pair of colours that meets on a page, from the style sheet (WCAG 2.2: 1.4.3, 1.4.11)."""

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[2] / "web" / "static" / "insats.css").read_text()
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\);", SHEET)
}

TEXT, DRAWING = 4.5, 3.0
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "ink2", "accent") for ground in ("bg", "surface")),
    *((text, "sunken", TEXT) for text in ("ink", "ink2")),
    *((text, "accent_t", TEXT) for text in ("accent", "ink", "ink2")),
    *(
        (state, ground, TEXT)
        for state in ("late", "soon", "wait", "done")
        for ground in ("bg", "surface", f"{state}_t")
    ),
    ("sun_ink", "sun", TEXT),
    ("surface", "late", TEXT),
    *(("edge", ground, DRAWING) for ground in ("bg", "surface", "sunken")),
    *(("sun_edge", ground, DRAWING) for ground in ("bg", "surface")),
]

RULES = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL))


def drawn_together() -> set[tuple[str, str, float]]:
    """From the rules themselves: a colour on the ground that its own rule gives, else on the page's and a panel's."""
    found = set()
    for _, rule in RULES:
        text = re.search(r"(?<![-\w])color: var\(--(\w+)\)", rule)
        ground = re.search(r"(?<![-\w])background(?:-color)?: var\(--(\w+)\)", rule)
        if text:
            grounds = [ground[1]] if ground else ["bg", "surface"]
            found |= {(text[1], each, TEXT) for each in grounds if text[1] != "sun_ink" or each == "sun"}
    return found


def luminance(colour: str) -> float:
    channels = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "needed"), sorted({*PAIRS, *drawn_together()}))
def test_colours_that_meet_can_be_told_apart(front: str, ground: str, needed: float, scheme: int) -> None:
    assert contrast(TOKENS[front][scheme], TOKENS[ground][scheme]) >= needed


def test_the_rules_draw_pairs_that_nobody_listed() -> None:
    assert len(drawn_together()) > 12
    assert ("surface", "ink", TEXT) in drawn_together()


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_every_colour_of_the_sheet_is_a_token() -> None:
    rules = SHEET[SHEET.index('data-theme="dark"') :]
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", rules) == []
    assert set(re.findall(r"var\(--(\w+)\)", rules)) <= TOKENS.keys() | {"x"}
