"""What PostgreSQL is told about our connections."""

from core.settings import Settings
from models.database import is_postgres, writer


async def test_statements_are_not_compiled_on_any_connection(db: Settings) -> None:
    connection = writer()
    if is_postgres(connection):
        for _ in range(2):
            assert await connection.execute_query_dict("SHOW jit") == [{"jit": "off"}]
