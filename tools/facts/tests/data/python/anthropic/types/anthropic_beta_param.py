from typing import Union
from typing_extensions import Literal, TypeAlias

AnthropicBetaParam: TypeAlias = Union[str, Literal["listed-2030-01-01"]]
