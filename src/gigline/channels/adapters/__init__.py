"""One folder per channel. An adapter knows the contract and its provider, nothing else and no other adapter."""
