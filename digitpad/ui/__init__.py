"""The window: widgets that draw, show and ask. They compute nothing that `core` can."""
