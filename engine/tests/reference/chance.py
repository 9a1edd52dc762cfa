"""Chance, as docs/scenarios.md describes it: a number is a function of the seed and of what it is for."""

from __future__ import annotations

MASK = (1 << 64) - 1
CLOCK = 7


def mix(word: int) -> int:
    z = word + 0x9E3779B97F4A7C15 & MASK
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


def draw(seed: int, stream: int, a: int, b: int, c: int) -> int:
    bits = mix(seed)
    for word in (stream, a, b, c):
        bits = mix(bits ^ mix(word))
    return bits
