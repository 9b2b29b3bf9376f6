"""Cut the graph of ties into groups that hold together, each connected part by itself.

Louvain's method (Blondel et al., 2008) as networkx has it. Parts are cut one by one and in a fixed order, so that what
does not touch a part never changes it.
"""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx

_SEED = 1
#: Below one, larger groups: what was cut too small is united again by its wording, what was joined wrongly is not.
_RESOLUTION = 0.6
_TOO_SMALL_TO_CUT = 3


def communities(points: Mapping[tuple[int, int], float], least: float) -> list[list[int]]:
    """Return groups of the places that ``points`` of at least ``least`` tie, each sorted, in order."""
    graph = nx.Graph()
    for first, second in sorted(points):
        if points[first, second] >= least:
            graph.add_edge(first, second, weight=points[first, second])
    found: list[list[int]] = []
    for part in nx.connected_components(graph):
        places = sorted(part)
        if len(places) <= _TOO_SMALL_TO_CUT:
            found.append(places)
            continue
        local = nx.Graph()
        local.add_nodes_from(range(len(places)))
        index = {place: at for at, place in enumerate(places)}
        for place in places:
            for other, data in sorted(graph.adj[place].items()):
                if place < other:
                    local.add_edge(index[place], index[other], weight=data["weight"])
        cut = nx.community.louvain_communities(local, weight="weight", resolution=_RESOLUTION, seed=_SEED)
        found.extend(sorted(places[at] for at in group) for group in cut)
    return sorted(found)
