"""What other brands taught about when a ranking's first article is right. Written by bench/understanding.py."""

from __future__ import annotations

from gigline.bot.acceptor import Prior

PRIOR = Prior(
    means=(-0.0836, 0.772, 0.3493, 0.3786, -0.0183),
    scales=(2.1643, 2.4365, 0.1703, 0.3042, 0.0743),
    right=(1.3616, -0.1006, -0.0122, 0.1275, 0.5023, -0.2558),
    ask=(1.3093, -0.3633, 0.5966, 0.1171, 0.3796, 0.4293),
)
