"""What other brands taught about when a ranking's first article is right. Written by bench/understanding.py."""

from __future__ import annotations

from gigline.bot.acceptor import Prior

PRIOR = Prior(
    means=(-0.0936, 0.7627, 0.3485),
    scales=(2.1577, 2.427, 0.1707),
    right=(1.7432, 0.0357, -0.0471, -0.2385),
    ask=(1.522, -0.1386, 0.5345, 0.4529),
)
