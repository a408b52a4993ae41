"""A loaded fp32 model: its parts, its chat format, and the likelihood of texts under it."""
