"""Documents: published reports typeset as PDF, and their facts as open data; made from frozen bytes alone."""
