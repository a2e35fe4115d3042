"""A time stamp of RFC 3161, asked for over HTTP and verified before it is believed."""

from typing import Final

import httpx
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

QUERY: Final = "application/timestamp-query"


def stamp(data: bytes, url: str, certificates: bytes, give_up_after: float) -> bytes:
    """The response as the authority sent it, as `openssl ts -verify -in` reads it.

    Raises OSError or ValueError. `certificates`: PEM.
    """
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        asked = httpx.post(
            url, content=request.as_bytes(), headers={"Content-Type": QUERY}, timeout=give_up_after
        )
        asked.raise_for_status()
    except httpx.HTTPError as error:
        raise OSError(f"{type(error).__name__}: {error}") from None
    answer = decode_timestamp_response(asked.content)
    if PKIStatus(answer.status) not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
        raise ValueError(f"the authority refuses: {answer.status_string}")
    verifier = VerifierBuilder.from_request(request)
    for each in load_pem_x509_certificates(certificates):
        own = _is_root(each)
        verifier = verifier.add_root_certificate(each) if own else verifier.add_intermediate_certificate(each)
    try:
        verifier.build().verify_message(answer, data)
    except VerificationError as error:
        raise ValueError(f"not a time stamp of that authority: {error}") from None
    return asked.content


def _is_root(certificate: Certificate) -> bool:
    return certificate.issuer == certificate.subject
