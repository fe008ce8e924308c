"""The tab Inside: what neurons have learnt, and what they do to the drawing."""
