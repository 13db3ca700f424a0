"""The Merkle tree: the published reference values, and every proof of every small tree against its definition."""

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.merkle import (
    NOTHING,
    Growing,
    complete,
    consistency_spans,
    extends,
    includes,
    inclusion_spans,
    joined,
    leaf_hash,
    proof_of,
    root_of,
)

# The eight leaves, their roots and paths that the tests of Certificate Transparency publish for RFC 6962.
LINES = [
    bytes.fromhex(line)
    for line in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
PATHS = {
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
BEGINNINGS = {
    (1, 1): (),
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
MOST = 70
LEAVES = [leaf_hash(str(number).encode()) for number in range(MOST)]


def defined(leaves: list[bytes]) -> bytes:
    """Hash a list of leaves as RFC 6962 defines it, by itself."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return joined(defined(leaves[:k]), defined(leaves[k:]))


def subtrees(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    """Hash every complete subtree over the leaves."""
    hashes = {(0, nth): leaf for nth, leaf in enumerate(leaves)}
    level, count = 0, len(leaves)
    while count > 1:
        for nth in range(count // 2):
            hashes[level + 1, nth] = joined(hashes[level, 2 * nth], hashes[level, 2 * nth + 1])
        level, count = level + 1, count // 2
    return hashes


def test_the_published_roots_come_out() -> None:
    growing = Growing()
    assert growing.root() == NOTHING == defined([])
    for line, root in zip(LINES, ROOTS, strict=True):
        growing.add(leaf_hash(line))
        assert growing.root().hex() == root


@pytest.mark.parametrize(("of", "path"), PATHS.items())
def test_the_published_paths_come_out(of: tuple[int, int], path: tuple[str, ...]) -> None:
    nth, size = of
    leaves = [leaf_hash(line) for line in LINES]
    proof = proof_of(inclusion_spans(nth, size), subtrees(leaves))
    assert tuple(each.hex() for each in proof) == path
    assert includes(bytes.fromhex(ROOTS[size - 1]), size, leaves[nth], nth, proof)


@pytest.mark.parametrize(("of", "path"), BEGINNINGS.items())
def test_the_published_proofs_of_consistency_come_out(of: tuple[int, int], path: tuple[str, ...]) -> None:
    old, new = of
    proof = proof_of(consistency_spans(old, new), subtrees([leaf_hash(line) for line in LINES]))
    assert tuple(each.hex() for each in proof) == path
    assert extends(bytes.fromhex(ROOTS[old - 1]), old, bytes.fromhex(ROOTS[new - 1]), new, proof)


def test_every_leaf_of_every_small_tree_is_proven_and_stands_nowhere_else() -> None:
    hashes = subtrees(LEAVES)
    for size in range(1, MOST):
        root = defined(LEAVES[:size])
        assert root_of([hashes[node] for node in complete((0, size))]) == root
        for nth in range(size):
            proof = proof_of(inclusion_spans(nth, size), hashes)
            assert len(proof) <= (size - 1).bit_length()
            assert includes(root, size, LEAVES[nth], nth, proof)
            assert not includes(root, size, LEAVES[size], nth, proof)
            assert not includes(root, size, LEAVES[nth], nth + 1, proof)
            assert not includes(root, size, LEAVES[nth], nth, [*proof, root])
            assert not includes(root, size, LEAVES[nth], nth, proof[:-1]) or not proof


def test_every_beginning_of_every_small_tree_is_proven() -> None:
    hashes = subtrees(LEAVES)
    for new in range(1, MOST):
        root = defined(LEAVES[:new])
        for old in range(new + 1):
            before = defined(LEAVES[:old])
            proof = proof_of(consistency_spans(old, new), hashes)
            assert extends(before, old, root, new, proof)
            if 0 < old < new:
                assert not extends(before, old, root, new, proof[:-1])
                assert not extends(before, old, root, new, [*proof, root])
                assert not extends(root, old, root, new, proof)
                assert not extends(before, old, before, new, proof)


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=40), st.data())
def test_a_changed_leaf_is_found_by_every_proof_that_it_touches(lines: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_hash(line) for line in lines]
    changed = data.draw(st.integers(0, len(leaves) - 1))
    forged = [*leaves[:changed], leaf_hash(lines[changed] + b"!"), *leaves[changed + 1 :]]
    old = data.draw(st.integers(changed + 1, len(leaves)))
    proof = proof_of(consistency_spans(old, len(leaves)), subtrees(forged))
    assert not extends(defined(leaves[:old]), old, defined(forged), len(leaves), proof)
    assert not includes(
        defined(leaves),
        len(leaves),
        forged[changed],
        changed,
        proof_of(inclusion_spans(changed, len(leaves)), subtrees(leaves)),
    )


def test_complete_subtrees_lie_side_by_side() -> None:
    for size in range(1, MOST):
        ends = [(nth << level, (nth + 1) << level) for level, nth in complete((0, size))]
        assert ends[0][0] == 0
        assert ends[-1][1] == size
        assert all(left[1] == right[0] for left, right in pairwise(ends))
