"""What other brands taught about when a ranking's first article is right. Written by bench/understanding.py."""

from __future__ import annotations

from gigline.bot.acceptor import Prior

PRIOR = Prior(
    means=(-0.0836, 0.772, 0.3493, 0.3786, -0.0183),
    scales=(2.1643, 2.4365, 0.1703, 0.3042, 0.0743),
    right=(1.3616, -0.1006, -0.0122, 0.1275, 0.5023, -0.2558),
    ask=(1.3093, -0.3633, 0.5966, 0.1171, 0.3796, 0.4293),
)

# The same where the encoder is adapted to the brand's articles.
ADAPTED = Prior(
    means=(0.2813, 0.8887, 0.3625, 0.3658, -0.0218),
    scales=(3.0245, 3.6146, 0.1696, 0.3002, 0.0797),
    right=(1.0626, 0.0696, -0.318, 0.4058, 0.7761, -0.6714),
    ask=(0.7305, 0.0007, 0.5413, 0.2259, 0.5805, 0.3186),
)
