"""Parts that every room uses: fields, bars, colours, dialogs, text."""
