from typing import Union
from typing_extensions import Literal, TypeAlias

ModelParam: TypeAlias = Union[Literal["claude-new-2", "claude-old-1"], str]
