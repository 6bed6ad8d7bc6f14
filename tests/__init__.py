import attention_scenes.model  # noqa: F401 (sets how threads wait, before any test imports torch)
