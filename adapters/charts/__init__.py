"""Charts: Vega-Lite specifications of the area's emissions, and their pictures."""
