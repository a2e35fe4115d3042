"""Every command there is, and how one that people give is read."""

from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Field, TypeAdapter

from domain.command import Command
from domain.process import COMMANDS
from domain.process.registration import RegisterContract

PEOPLES: tuple[type[Command], ...] = tuple(command for command in COMMANDS if command.wording)
BY_TYPE: dict[str, type[Command]] = {command.model_fields["type"].default: command for command in COMMANDS}

if TYPE_CHECKING:
    AnyPeoplesCommand = Command
else:
    _any: Any = Union[(*PEOPLES, RegisterContract)]
    AnyPeoplesCommand = Annotated[_any, Field(discriminator="type")]

PEOPLES_COMMAND: TypeAdapter[Command] = TypeAdapter(AnyPeoplesCommand)
