"""What is sent to the API is taken as JSON says it: no number is a day, no 1 is true, and a command says its type.

So are the questions of an address."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema, to_json


class AsJson:
    """Marks the body of a request."""

    def __get_pydantic_core_schema__(
        self, model: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        def strictly(told: Any, usual: core_schema.ValidatorFunctionWrapHandler) -> Any:
            if not isinstance(told, dict):
                return usual(told)
            if isinstance(command := told.get("command"), dict) and "type" not in command:
                raise ValueError("command.type is missing")
            return model.model_validate_json(to_json(whole(told)), strict=True)

        return core_schema.no_info_wrap_validator_function(strictly, handler(model))


def whole(told: Any) -> Any:
    """JSON has one kind of number: 25.0 is the whole number 25."""
    match told:
        case float() if told.is_integer() and abs(told) < 2**53:
            return int(told)
        case dict():
            return {name: whole(value) for name, value in told.items()}
        case list():
            return [whole(value) for value in told]
    return told


def _written(form: str, example: str) -> BeforeValidator:
    """In an address all is text, and a library would read 0 as the first day of 1970."""

    def checked(told: Any) -> Any:
        if isinstance(told, str) and not re.fullmatch(form, told):
            raise ValueError(f"as {example}")
        return told

    return BeforeValidator(checked)


AS_JSON = AsJson()
Day = Annotated[date, _written(r"\d{4}-\d{2}-\d{2}", "2026-03-30")]
Moment = Annotated[AwareDatetime, _written(r"\d{4}-\d{2}-\d{2}[Tt].+", "2026-03-30T12:00:00Z")]
Flag = Annotated[bool, _written("true|false", "true or false")]
