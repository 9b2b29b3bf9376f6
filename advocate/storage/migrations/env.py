"""Alembic environment: runs on the connection that `storage.schema` hands over, never opens one itself."""

from alembic import context

from advocate.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
# The caller owns the transaction: foreign keys must be off before it begins and checked before it commits.
context.run_migrations()
