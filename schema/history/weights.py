"""What histories cost: about 25 for each millisecond that a cold answer takes on two cores, a bar being 1.

200 monitors can be asked for a year of bars, or for a quarter's with their uptimes and objectives; latencies and
outages, which read far more, are for a page of some 50.
"""

from schema.cost import Cost

STATUS_BARS = Cost(weight=1, per="days")
UPTIME = Cost(weight=20)
LATENCY = Cost(weight=1_500)
OUTAGES = Cost(weight=400)
SLO = Cost(weight=60)
STATUS_BARS_OF_PAGE = Cost(weight=50, per="days")
UPTIME_OF_PAGE = Cost(weight=1_000)
