"""Attachments of a letter: together no more than receivers take, each under a name of its own."""

from domain.attachment import (
    MOST_BYTES,
    Attachment,
    AttachmentNamedTwice,
    AttachmentsTooLarge,
    FileKind,
    attachment_faults,
)


def attachment(name: str = "a.pdf", size: int = 1) -> Attachment:
    return Attachment(name=name, kind=FileKind.PDF, size=size, sha256="ab" * 32)


def test_all_files_of_a_letter_together_stay_within_two_megabytes_and_have_names_of_their_own() -> None:
    half = MOST_BYTES // 2
    assert not list(attachment_faults((attachment(size=half), attachment("b.pdf", half))))
    assert list(attachment_faults((attachment(size=half), attachment("b.pdf", half + 1)))) == [
        AttachmentsTooLarge(size=MOST_BYTES + 1, limit=MOST_BYTES)
    ]
    assert list(attachment_faults((attachment(), attachment()))) == [AttachmentNamedTwice(names=["a.pdf"])]
