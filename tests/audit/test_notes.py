"""Signatures and signed notes: against RFC 8032's vectors, the note that C2SP publishes, and another implementation."""

import os

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.notes import Signer
from audit.verify import Key, L, checkpoints_in, signed

C2SP_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZ"
    "XsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
RFC_8032 = [  # 7.1, tests 1 to 3: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_signatures_of_rfc_8032_hold(public: str, message: str, signature: str) -> None:
    assert signed(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


@pytest.mark.parametrize("trial", range(25))
def test_pure_python_judges_as_another_implementation_does(trial: int) -> None:
    key, message = Ed25519PrivateKey.generate(), os.urandom(trial * 7)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert signed(public, message, signature)
    for changed in (trial % 32, 32 + trial % 31):
        wrong = bytearray(signature)
        wrong[changed] ^= 1 << trial % 8
        assert not signed(public, message, bytes(wrong))
    assert not signed(public, message + b"x", signature)
    assert not signed(Ed25519PrivateKey.generate().public_key().public_bytes_raw(), message, signature)


def test_a_signature_whose_number_is_too_large_is_refused() -> None:
    """RFC 8032, 5.1.7: else one message would have several signatures."""
    public, message, signature = (bytes.fromhex(each) for each in RFC_8032[1])
    larger = int.from_bytes(signature[32:], "little") + L
    assert not signed(public, message, signature[:32] + larger.to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 31, 63, 65])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    assert not signed(bytes.fromhex(RFC_8032[0][0]), b"", bytes(length))


def test_the_note_that_c2sp_publishes_is_verified() -> None:
    assert Key.of(C2SP_KEY).has_signed(C2SP_NOTE)
    assert not Key.of(C2SP_KEY).has_signed(C2SP_NOTE.replace("an example", "no example"))


def test_a_checkpoint_is_written_as_c2sp_says_and_read_back() -> None:
    signer = Signer("insats.example/log", bytes(32))
    made = signer.checkpoint(7, bytes(range(32)))
    assert made.note.startswith(
        "insats.example/log\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— insats.example/log "
    )
    assert checkpoints_in(made.note) == [made]
    assert Key.of(signer.vkey).has_signed(made.note)


def test_a_signature_of_an_unknown_key_says_nothing_and_a_wrong_one_of_ours_is_a_fault() -> None:
    ours, other = Signer.new("insats.example/log"), Signer.new("witness.example")
    note = ours.checkpoint(3, bytes(32)).note
    cosigned = note + other.checkpoint(3, bytes(32)).note.rpartition("\n\n")[2]
    assert Key.of(ours.vkey).has_signed(cosigned)
    assert not Key.of(other.vkey).has_signed(note)
    wrong = ours.checkpoint(4, bytes(32)).note.rpartition("\n\n")[2]
    assert not Key.of(ours.vkey).has_signed(note + wrong)


def test_several_notes_in_one_file_are_all_read() -> None:
    signer = Signer.new("insats.example/log")
    made = [signer.checkpoint(size, bytes([size]) * 32) for size in (3, 8, 12)]
    assert checkpoints_in("".join(each.note for each in made)) == made
    assert checkpoints_in("\n".join(each.note for each in made)) == made


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "a+b",
        C2SP_KEY.replace("530d903a", "530d903b"),
        C2SP_KEY.replace("+Aek", "+Bek"),
        f"{C2SP_KEY}AAAA",
    ],
)
def test_what_is_no_key_is_refused(vkey: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        Key.of(vkey)
