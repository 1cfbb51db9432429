from .types import ClauseEquals, ClauseOr, ModelInfo, Provider

providers = [
    Provider(
        id='anthropic',
        models=[
            ModelInfo(
                id='claude-old',
                match=ClauseOr(or_=[ClauseEquals(equals='claude-old-1'), ClauseEquals(equals='claude-old-one')]),
                context_window=200000,
            ),
        ],
    ),
    Provider(id='other', models=[ModelInfo(id='claude-new-2', context_window=1)]),
]
