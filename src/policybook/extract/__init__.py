"""Extract: the outline of a document comes in, plain rows with offsets go out.

No pandas here, so that it runs in a browser or on a worker as well.
"""
