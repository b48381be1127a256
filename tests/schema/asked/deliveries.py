"""Questions about deliveries; the first one is DEAD."""

from core.principal import Access
from tests.schema.asked.question import Question

ASKED = {
    "delivery": Question(
        Access.READ, '{ delivery(id: "1") { state trigger { name } alert { id } attempts { number } } }'
    ),
    "deliveries": Question(Access.READ, "{ deliveries { edges { node { state } } } }"),
    "deliveryRedeliver": Question(
        Access.WRITE, 'mutation { deliveryRedeliver(input: {id: "1"}) { userErrors { message } } }'
    ),
    "deliveriesRedeliver": Question(
        Access.WRITE,
        "mutation { deliveriesRedeliver(input: {filter: {states: [DEAD]}}) { userErrors { message } } }",
    ),
}
