"""Sums of money as JSON carries them."""

from dataclasses import dataclass
from decimal import Decimal

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True)
class Exact:
    """Marks a sum: in JSON a whole number, or text, since a number with decimals is not exact there."""

    whole: int  # digits
    decimals: int

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        pattern = f"^[0-9]{{1,{self.whole}}}(\\.[0-9]{{1,{self.decimals}}})?$"
        whole = core_schema.int_schema(
            ge=0, le=10 ** min(15, self.whole) - 1, strict=True
        )  # exact as a float too
        written = core_schema.str_schema(pattern=pattern, strict=True)
        exact = core_schema.no_info_after_validator_function(
            Decimal, core_schema.union_schema([whole, written])
        )
        text = core_schema.to_string_ser_schema()
        return core_schema.json_or_python_schema(exact, handler(source), serialization=text)
