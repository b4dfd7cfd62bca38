"""Show: frames come in; tables with links, figures, glued numbers and claims go out into a notebook."""
