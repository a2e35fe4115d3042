"""The envelope of free text: each marked field of an event becomes ciphertext before the event is hashed."""

import base64
import os
import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel

from domain.free_text import Encrypted
from event_store.keyring import EntryKey, new_key

ERASED = "•••"  # stands where the key is gone, or was not asked for


@cache
def shape_of(model: type[BaseModel]) -> Mapping[str, Any]:
    """Where encrypted fields lie in a model: True for one, a shape for a model (or a tuple of models) below."""
    shapes = {name: _shape(field.annotation, field.metadata) for name, field in model.model_fields.items()}
    return {name: shape for name, shape in shapes.items() if shape}


def _shape(annotation: Any, metadata: tuple[Any, ...] | list[Any] = ()) -> Any:
    if any(isinstance(mark, Encrypted) for mark in metadata):
        return True
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        return _shape(inner, marks)
    if origin in (Union, types.UnionType, tuple):
        return next((found for part in get_args(annotation) if (found := _shape(part))), None)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return shape_of(annotation)
    return None


def change(data: Any, shape: Any, how: Callable[[Any, str], Any], path: str = "") -> Any:
    """The same data with `how(value, path)` in place of each encrypted field's value."""
    if data is None:
        return None
    if isinstance(data, list):
        return [change(item, shape, how, f"{path}.{index}") for index, item in enumerate(data)]
    if shape is True:
        return how(data, path)
    return {
        name: change(value, shape[name], how, f"{path}.{name}" if path else name) if name in shape else value
        for name, value in data.items()
    }


def opened(data: Any, how: Callable[[Any, str], str], path: str = "") -> Any:
    """The same data with every sealed entry opened where it stands, whatever the field was called then."""
    match data:
        case {"key": _, "nonce": _, "ciphertext": _} if len(data) == 3:
            return how(data, path)
        case dict():
            return {
                name: opened(value, how, f"{path}.{name}" if path else name) for name, value in data.items()
            }
        case list():
            return [opened(item, how, f"{path}.{index}") for index, item in enumerate(data)]
        case _:
            return data


def seal(text: str, path: str, stream: UUID, version: int, keys: list[EntryKey]) -> dict[str, str]:
    """AES-256-GCM; the associated data binds the ciphertext to its stream, version and field."""
    key, nonce = new_key(stream), os.urandom(12)
    keys.append(key)
    ciphertext = AESGCM(key.secret).encrypt(nonce, text.encode(), _bound_to(stream, version, path))
    return {
        "key": str(key.id),
        "nonce": base64.b64encode(nonce).decode(),
        "ciphertext": base64.b64encode(ciphertext).decode(),
    }


def unseal(
    entry: Mapping[str, str], path: str, stream: UUID, version: int, keys: Mapping[UUID, bytes]
) -> str:
    secret = keys.get(UUID(entry["key"]))
    if secret is None:
        return ERASED
    nonce, ciphertext = base64.b64decode(entry["nonce"]), base64.b64decode(entry["ciphertext"])
    try:
        return AESGCM(secret).decrypt(nonce, ciphertext, _bound_to(stream, version, path)).decode()
    except InvalidTag as error:
        raise ValueError(f"the text {path} of {stream} version {version} was tampered with") from error


def _bound_to(stream: UUID, version: int, path: str) -> bytes:
    return f"{stream}|{version}|{path}".encode()
