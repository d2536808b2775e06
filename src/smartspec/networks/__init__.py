"""How activities, places and organisations hang together."""
