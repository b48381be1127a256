"""What histories cost: 200 monitors with two sets of bars, or with bars and all else once, are within the limit."""

from schema.cost import Cost

STATUS_BARS = Cost(weight=200)
UPTIME = Cost(weight=20)
LATENCY = Cost(weight=200)
OUTAGES = Cost(weight=200)
SLO = Cost(weight=60)
STATUS_BARS_OF_PAGE = Cost(weight=5_000)
UPTIME_OF_PAGE = Cost(weight=1_000)
