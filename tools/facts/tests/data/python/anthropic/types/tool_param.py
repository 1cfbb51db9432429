from __future__ import annotations

from typing import Dict, List, Optional, Union
from typing_extensions import Literal, Required, TypeAlias, TypedDict


class ToolParam(TypedDict, total=False):
    input_schema: Required[Dict[str, object]]

    name: Required[str]

    type: Optional[Literal["custom"]]


class SearchToolParam(TypedDict, total=False):
    name: Required[Literal["search"]]

    type: Required[Literal["search_20300101"]]

    allowed_callers: List[Literal["direct", "code"]]

    max_uses: Optional[int]


ToolUnionParam: TypeAlias = Union[ToolParam, SearchToolParam]
