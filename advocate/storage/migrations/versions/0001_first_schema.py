"""The first schema: all tables, the search index and the triggers that keep the audit log append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = """
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_log_no_gap BEFORE INSERT ON audit_log
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM audit_log)
  OR NEW.previous_hash IS NOT coalesce((SELECT hash FROM audit_log ORDER BY id DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'the audit log has no gaps'); END
"""

SEARCH = """
CREATE VIRTUAL TABLE contacts_fts USING fts5(
  text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'
);

CREATE TRIGGER contacts_fts_delete AFTER DELETE ON contacts
BEGIN DELETE FROM contacts_fts WHERE rowid = OLD.id; END
"""


def upgrade() -> None:
    _audit_log()
    _batches()
    _clients()
    _organisations()
    _phone_numbers()
    _settings()
    _users()
    _batch_numbers()
    _batch_decisions()
    _number_leases()
    _cases()
    _form_drafts()
    _table_mappings()
    _case_fields()
    _case_people()
    _complaints()
    _debts()
    _evidence()
    _findings()
    _rule_packs()
    _own_words()
    _notes()
    _tasks()
    _complaint_events()
    _custody_entries()
    _deadlines()
    _derivatives()
    _finding_events()
    _imports()
    _import_evidence()
    _people()
    _packets()
    _repayments()
    _debt_fees()
    _notices()
    _contacts()
    _left_out()
    _contact_behaviours()
    _evidence_contacts()
    _finding_contacts()
    _screenshots()
    _proposals()
    _safety_notes()
    for script in (APPEND_ONLY, SEARCH):
        for statement in script.strip().split("\n\n"):
            op.execute(statement)


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_utc", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(previous_hash) = 32 AND length(hash) = 32", name=op.f("ck_audit_log_hashes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_case_id", "audit_log", ["case_id"], unique=False)
    op.create_index("ix_audit_log_kind_row_id", "audit_log", ["kind", "row_id"], unique=False)


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("uid", name=op.f("uq_batches_uid")),
    )


def _clients() -> None:
    op.create_table(
        "clients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("id_number", sa.String(), nullable=False),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("uid", name=op.f("uq_clients_uid")),
    )


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("creditor_type", sa.String(length=32), nullable=False),
        sa.Column("credit_code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("uid", name=op.f("uq_organisations_uid")),
    )
    op.create_index("ix_organisations_name", "organisations", ["name"], unique=False)


def _phone_numbers() -> None:
    op.create_table(
        "phone_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_numbers")),
        sa.UniqueConstraint("number", name=op.f("uq_phone_numbers_number")),
    )


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('counselor', 'volunteer', 'supervisor', 'read_only', 'admin')", name=op.f("ck_users_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("uid", name=op.f("uq_users_uid")),
    )
    op.create_index("uq_users_name", "users", ["name"], unique=True)


def _batch_numbers() -> None:
    op.create_table(
        "batch_numbers",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batches.id"], name=op.f("fk_batch_numbers_batch_id_batches"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["number_id"],
            ["phone_numbers.id"],
            name=op.f("fk_batch_numbers_number_id_phone_numbers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("batch_id", "number_id", name=op.f("pk_batch_numbers")),
    )
    op.create_index("ix_batch_numbers_number_id", "batch_numbers", ["number_id"], unique=False)


def _batch_decisions() -> None:
    op.create_table(
        "batch_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('confirm', 'reject', 'split', 'merge')", name=op.f("ck_batch_decisions_kind")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_batch_decisions_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_decisions")),
    )


def _number_leases() -> None:
    op.create_table(
        "number_leases",
        sa.Column("number_id", sa.Integer(), nullable=False),
        sa.Column("leases", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number_id"],
            ["phone_numbers.id"],
            name=op.f("fk_number_leases_number_id_phone_numbers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number_id", name=op.f("pk_number_leases")),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("zone_known", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.Column("updated_utc", sa.Integer(), nullable=False),
        sa.Column("closed_utc", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'waiting', 'closed')", name=op.f("ck_cases_status")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_cases_client_id_clients"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_cases_owner_id_users"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_cases_uid")),
    )
    op.create_index("ix_cases_client_id", "cases", ["client_id"], unique=False)


def _form_drafts() -> None:
    op.create_table(
        "form_drafts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("saved_utc", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_form_drafts_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_drafts")),
    )


def _case_fields() -> None:
    op.create_table(
        "case_fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_fields_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_fields")),
        sa.UniqueConstraint("case_id", "name", name=op.f("uq_case_fields_case_id_name")),
    )


def _case_people() -> None:
    op.create_table(
        "case_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_people_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_people")),
    )
    op.create_index("ix_case_people_case_id", "case_people", ["case_id"], unique=False)


def _complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.Column("updated_utc", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'approved', 'filed', 'accepted', 'answered', 'closed', 'review_asked')",
            name=op.f("ck_complaints_status"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_complaints_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_complaints_created_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("number", name=op.f("uq_complaints_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_complaints_uid")),
    )
    op.create_index("ix_complaints_case_id", "complaints", ["case_id"], unique=False)


def _debts() -> None:
    op.create_table(
        "debts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("creditor_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("received", sa.String(), nullable=False),
        sa.Column("demanded", sa.String(), nullable=False),
        sa.Column("contract_date", sa.Date(), nullable=True),
        sa.Column("contract_number", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("agreed_from", sa.String(), nullable=False),
        sa.Column("agreed_until", sa.String(), nullable=False),
        sa.Column("agreed_frequency", sa.Boolean(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=True),
        sa.Column("sold_to_id", sa.Integer(), nullable=True),
        sa.Column("sold_on", sa.Date(), nullable=True),
        sa.Column("sale_notified", sa.Boolean(), nullable=True),
        sa.Column("demanded_on", sa.Date(), nullable=True),
        sa.Column("contract_rate", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organisations.id"], name=op.f("fk_debts_agency_id_organisations"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_debts_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["creditor_id"], ["organisations.id"], name=op.f("fk_debts_creditor_id_organisations"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["organisations.id"], name=op.f("fk_debts_platform_id_organisations"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sold_to_id"], ["organisations.id"], name=op.f("fk_debts_sold_to_id_organisations"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debts")),
        sa.UniqueConstraint("uid", name=op.f("uq_debts_uid")),
    )
    op.create_index("ix_debts_case_id", "debts", ["case_id"], unique=False)
    op.create_index("ix_debts_creditor_id", "debts", ["creditor_id"], unique=False)


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source_label", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("acquired_how", sa.String(), nullable=False),
        sa.Column("captured_utc", sa.Integer(), nullable=True),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_utc", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_evidence_sha256")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_evidence_size_bytes")),
        sa.ForeignKeyConstraint(
            ["added_by"], ["users.id"], name=op.f("fk_evidence_added_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_evidence_case_id_cases"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("case_id", "sha256", name=op.f("uq_evidence_case_id_sha256")),
        sa.UniqueConstraint("uid", name=op.f("uq_evidence_uid")),
    )
    op.create_index("ix_evidence_file_name", "evidence", ["file_name"], unique=False)
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"], unique=False)


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("pack_version", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("force", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("first_utc", sa.Integer(), nullable=True),
        sa.Column("last_utc", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_utc", sa.Integer(), nullable=True),
        sa.Column("decided_reason", sa.String(), nullable=False),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.Column("updated_utc", sa.Integer(), nullable=False),
        sa.CheckConstraint("force IN ('F1', 'F2', 'F3')", name=op.f("ck_findings_force")),
        sa.CheckConstraint("status IN ('suggested', 'confirmed', 'rejected')", name=op.f("ck_findings_status")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_findings_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_findings_decided_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("case_id", "rule", "window", name=op.f("uq_findings_case_id_rule_window")),
        sa.UniqueConstraint("uid", name=op.f("uq_findings_uid")),
    )
    op.create_index("ix_findings_case_id_status", "findings", ["case_id", "status"], unique=False)


def _rule_packs() -> None:
    op.create_table(
        "rule_packs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("adopted_utc", sa.Integer(), nullable=False),
        sa.Column("adopted_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["adopted_by"], ["users.id"], name=op.f("fk_rule_packs_adopted_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_packs")),
        sa.UniqueConstraint("name", "digest", name=op.f("uq_rule_packs_name_digest")),
    )


def _own_words() -> None:
    op.create_table(
        "own_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("own_category", sa.Boolean(), nullable=False),
        sa.Column("phrase", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_own_words_created_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_words")),
        sa.UniqueConstraint(
            "jurisdiction", "category", "phrase", name=op.f("uq_own_words_jurisdiction_category_phrase")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_own_words_uid")),
    )


def _safety_notes() -> None:
    op.create_table(
        "safety_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("danger", sa.String(length=32), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.Column("at_utc", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_safety_notes_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_safety_notes_contact_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_safety_notes_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_notes")),
        sa.UniqueConstraint("contact_id", "danger", name=op.f("uq_safety_notes_contact_id_danger")),
        sa.UniqueConstraint("uid", name=op.f("uq_safety_notes_uid")),
    )
    op.create_index("ix_safety_notes_case_id", "safety_notes", ["case_id"], unique=False)


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.Column("updated_utc", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notes_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notes_user_id_users"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.UniqueConstraint("uid", name=op.f("uq_notes_uid")),
    )
    op.create_index("ix_notes_case_id", "notes", ["case_id"], unique=False)


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("done_utc", sa.Integer(), nullable=True),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assigned_to"], ["users.id"], name=op.f("fk_tasks_assigned_to_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tasks_case_id_cases"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_case_id", "tasks", ["case_id"], unique=False)


def _complaint_events() -> None:
    op.create_table(
        "complaint_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("at_utc", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_complaint_events_complaint_id_complaints"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_complaint_events_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_events")),
    )
    op.create_index("ix_complaint_events_complaint_id", "complaint_events", ["complaint_id"], unique=False)


def _custody_entries() -> None:
    op.create_table(
        "custody_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("at_utc", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_custody_entries_evidence_id_evidence"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_custody_entries_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_entries")),
    )
    op.create_index("ix_custody_entries_evidence_id_at_utc", "custody_entries", ["evidence_id", "at_utc"], unique=False)


def _deadlines() -> None:
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("done_utc", sa.Integer(), nullable=True),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_deadlines_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_deadlines_complaint_id_complaints"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
    )
    op.create_index("ix_deadlines_case_id", "deadlines", ["case_id"], unique=False)
    op.create_index("ix_deadlines_due", "deadlines", ["due"], unique=False)


def _derivatives() -> None:
    op.create_table(
        "derivatives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_derivatives_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_derivatives_evidence_id_evidence"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derivatives")),
        sa.UniqueConstraint("uid", name=op.f("uq_derivatives_uid")),
    )
    op.create_index("ix_derivatives_evidence_id", "derivatives", ["evidence_id"], unique=False)


def _finding_events() -> None:
    op.create_table(
        "finding_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("at_utc", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("old_status", sa.String(length=32), nullable=False),
        sa.Column("new_status", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("fk_finding_events_finding_id_findings"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_finding_events_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_events")),
    )
    op.create_index("ix_finding_events_finding_id", "finding_events", ["finding_id"], unique=False)


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("importer_version", sa.String(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("run", sa.LargeBinary(length=16), nullable=False),
        sa.Column("first_utc", sa.Integer(), nullable=True),
        sa.Column("last_utc", sa.Integer(), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_until", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("archive", sa.String(), nullable=False),
        sa.Column("archive_sha256", sa.String(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_imports_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_imports_evidence_id_evidence"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_imports_user_id_users"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_case_id", "imports", ["case_id"], unique=False)
    op.create_index("ix_imports_run", "imports", ["run"], unique=False)


def _import_evidence() -> None:
    op.create_table(
        "import_evidence",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("brought", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_import_evidence_evidence_id_evidence"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_evidence_import_id_imports"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "evidence_id", name=op.f("pk_import_evidence")),
    )
    op.create_index("ix_import_evidence_evidence_id", "import_evidence", ["evidence_id"], unique=False)


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("source_place", sa.String(), nullable=False),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_people_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_people_import_id_imports"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("uid", name=op.f("uq_people_uid")),
    )
    op.create_index("ix_people_case_id_name", "people", ["case_id", "name"], unique=False)
    op.create_index("ix_people_import_id", "people", ["import_id"], unique=False)
    op.create_table(
        "people_numbers",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number_id", sa.Integer(), nullable=False),
        sa.Column("number_raw", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number_id"],
            ["phone_numbers.id"],
            name=op.f("fk_people_numbers_number_id_phone_numbers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_people_numbers_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "number_id", name=op.f("pk_people_numbers")),
    )
    op.create_index("ix_people_numbers_number_id", "people_numbers", ["number_id"], unique=False)


def _packets() -> None:
    op.create_table(
        "packets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("built_utc", sa.Integer(), nullable=False),
        sa.Column("built_by", sa.Integer(), nullable=True),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("model", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["built_by"], ["users.id"], name=op.f("fk_packets_built_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_packets_complaint_id_complaints"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packets")),
        sa.UniqueConstraint("uid", name=op.f("uq_packets_uid")),
    )
    op.create_index("ix_packets_complaint_id_built_utc", "packets", ["complaint_id", "built_utc"], unique=False)


def _repayments() -> None:
    op.create_table(
        "repayments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debt_id", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debt_id"], ["debts.id"], name=op.f("fk_repayments_debt_id_debts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayments")),
    )
    op.create_index("ix_repayments_debt_id_paid_on", "repayments", ["debt_id", "paid_on"], unique=False)


def _debt_fees() -> None:
    op.create_table(
        "debt_fees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debt_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.Column("deducted", sa.Boolean(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('interest', 'service', 'membership', 'guarantee', 'insurance', 'deposit', 'other')",
            name=op.f("ck_debt_fees_kind"),
        ),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_debt_fees_debt_id_debts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_fees")),
    )
    op.create_index("ix_debt_fees_debt_id", "debt_fees", ["debt_id"], unique=False)


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("creditor_id", sa.Integer(), nullable=True),
        sa.Column("debt_id", sa.Integer(), nullable=True),
        sa.Column("at_utc", sa.Integer(), nullable=False),
        sa.Column("at_zone", sa.String(), nullable=False),
        sa.Column("at_written", sa.String(), nullable=False),
        sa.Column("at_precision", sa.String(length=32), nullable=False),
        sa.Column("delivered", sa.String(length=32), nullable=True),
        sa.Column("medium", sa.String(length=32), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("hours_from", sa.String(), nullable=False),
        sa.Column("hours_until", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_utc", sa.Integer(), nullable=False),
        sa.Column("updated_utc", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('consent', 'refusal', 'stop_medium', 'cease', 'attorney', 'employer', 'inconvenient_time', "
            "'inconvenient_place', 'dispute', 'verification', 'warning', 'moratorium', 'agreed_hours')",
            name=op.f("ck_notices_kind"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_notices_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["creditor_id"],
            ["organisations.id"],
            name=op.f("fk_notices_creditor_id_organisations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_notices_debt_id_debts"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_notices_evidence_id_evidence"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("uid", name=op.f("uq_notices_uid")),
    )
    op.create_index("ix_notices_case_id", "notices", ["case_id"], unique=False)
    op.create_index("ix_notices_evidence_id", "notices", ["evidence_id"], unique=False)


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at_utc", sa.Integer(), nullable=False),
        sa.Column("at_zone", sa.String(), nullable=False),
        sa.Column("at_written", sa.String(), nullable=False),
        sa.Column("at_precision", sa.String(length=32), nullable=False),
        sa.Column("at_end_utc", sa.Integer(), nullable=True),
        sa.Column("local_date", sa.String(length=10), nullable=False),
        sa.Column("local_minute", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=32), nullable=False),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("number_id", sa.Integer(), nullable=True),
        sa.Column("number_raw", sa.String(), nullable=True),
        sa.Column("on_number_id", sa.Integer(), nullable=True),
        sa.Column("on_number_raw", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("duration_s", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("claims_to_be", sa.String(), nullable=False),
        sa.Column("reached", sa.String(length=32), nullable=False),
        sa.Column("reached_name", sa.String(), nullable=False),
        sa.Column("debt_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("harm", sa.String(), nullable=False),
        sa.Column("nature", sa.String(length=32), nullable=False),
        sa.Column("robot_voice", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("conversation", sa.Boolean(), nullable=True),
        sa.Column("zone_known", sa.Boolean(), nullable=True),
        sa.Column("sent_utc", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("source_evidence_id", sa.Integer(), nullable=True),
        sa.Column("source_place", sa.String(), nullable=False),
        sa.Column("same_event_id", sa.Integer(), nullable=True),
        sa.Column("same_event_decided_utc", sa.Integer(), nullable=True),
        sa.Column("proposed", sa.String(length=32), nullable=True),
        sa.Column("proposed_why", sa.String(), nullable=True),
        sa.Column("sorted_utc", sa.Integer(), nullable=True),
        sa.Column("left_out_utc", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_utc", sa.Integer(), nullable=False),
        sa.Column("updated_utc", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "at_precision IN ('exact', 'minute', 'hour', 'part_of_day', 'day', 'range')",
            name=op.f("ck_contacts_at_precision"),
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_contacts_direction")),
        sa.CheckConstraint("nature IN ('collection', 'unsorted', 'ordinary')", name=op.f("ck_contacts_nature")),
        sa.CheckConstraint(
            "proposed IS NULL OR proposed IN ('collection', 'ordinary', 'unsure')", name=op.f("ck_contacts_proposed")
        ),
        sa.CheckConstraint("fingerprint IS NULL OR length(fingerprint) = 16", name=op.f("ck_contacts_fingerprint")),
        sa.CheckConstraint("local_minute BETWEEN 0 AND 1439", name=op.f("ck_contacts_local_minute")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organisations.id"], name=op.f("fk_contacts_agency_id_organisations"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_contacts_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["debt_id"], ["debts.id"], name=op.f("fk_contacts_debt_id_debts"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["users.id"], name=op.f("fk_contacts_entered_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_contacts_import_id_imports"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["number_id"], ["phone_numbers.id"], name=op.f("fk_contacts_number_id_phone_numbers"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["on_number_id"],
            ["phone_numbers.id"],
            name=op.f("fk_contacts_on_number_id_phone_numbers"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["same_event_id"], ["contacts.id"], name=op.f("fk_contacts_same_event_id_contacts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_evidence_id"],
            ["evidence.id"],
            name=op.f("fk_contacts_source_evidence_id_evidence"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("case_id", "fingerprint", name=op.f("uq_contacts_case_id_fingerprint")),
    )
    op.create_index("ix_contacts_case_id_at_utc_id", "contacts", ["case_id", "at_utc", "id"], unique=False)
    op.create_index("ix_contacts_case_id_local_date", "contacts", ["case_id", "local_date"], unique=False)
    op.create_index("ix_contacts_import_id", "contacts", ["import_id"], unique=False)
    op.create_index(
        "ix_contacts_number_id_case_id_at_utc", "contacts", ["number_id", "case_id", "at_utc"], unique=False
    )
    op.create_index(
        "ix_contacts_same_event_id",
        "contacts",
        ["same_event_id"],
        unique=False,
        sqlite_where=sa.text("same_event_id IS NOT NULL"),
    )
    op.create_index(
        "ix_contacts_inbox",
        "contacts",
        ["case_id"],
        unique=False,
        sqlite_where=sa.text("nature = 'unsorted' AND import_id IS NOT NULL"),
    )
    op.create_index(
        "ix_contacts_left_out", "contacts", ["case_id"], unique=False, sqlite_where=sa.text("left_out_utc IS NOT NULL")
    )
    op.create_index(
        "ix_contacts_trash",
        "contacts",
        ["id", "case_id", "number_id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index("ix_contacts_source_evidence_id", "contacts", ["source_evidence_id"], unique=False)


def _left_out() -> None:
    op.create_table(
        "left_out",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(fingerprint) = 16", name=op.f("ck_left_out_fingerprint")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_left_out_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_left_out_import_id_imports"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("case_id", "fingerprint", name=op.f("pk_left_out")),
    )
    op.create_index("ix_left_out_import_id", "left_out", ["import_id"], unique=False)


def _table_mappings() -> None:
    op.create_table(
        "table_mappings",
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("saved_utc", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_table_mappings_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("shape", name=op.f("pk_table_mappings")),
    )


def _contact_behaviours() -> None:
    op.create_table(
        "contact_behaviours",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("behaviour", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_contact_behaviours_contact_id_contacts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "behaviour", name=op.f("pk_contact_behaviours")),
    )
    op.create_index("ix_contact_behaviours_behaviour", "contact_behaviours", ["behaviour"], unique=False)


def _evidence_contacts() -> None:
    op.create_table(
        "evidence_contacts",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_evidence_contacts_contact_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_contacts_evidence_id_evidence"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("evidence_id", "contact_id", name=op.f("pk_evidence_contacts")),
    )
    op.create_index("ix_evidence_contacts_contact_id", "evidence_contacts", ["contact_id"], unique=False)


def _finding_contacts() -> None:
    op.create_table(
        "finding_contacts",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_finding_contacts_contact_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("fk_finding_contacts_finding_id_findings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("finding_id", "contact_id", name=op.f("pk_finding_contacts")),
    )
    op.create_index("ix_finding_contacts_contact_id", "finding_contacts", ["contact_id"], unique=False)


def _screenshots() -> None:
    op.create_table(
        "screenshots",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("derivative_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("medium", sa.String(length=32), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("captured_utc", sa.Integer(), nullable=True),
        sa.Column("captured_from", sa.String(), nullable=False),
        sa.Column("look", sa.String(length=16), nullable=False),
        sa.Column("looks_like", sa.Integer(), nullable=True),
        sa.Column("read_utc", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('conversation', 'call_list', 'call_detail', 'unknown')", name=op.f("ck_screenshots_kind")
        ),
        sa.ForeignKeyConstraint(
            ["derivative_id"],
            ["derivatives.id"],
            name=op.f("fk_screenshots_derivative_id_derivatives"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_screenshots_evidence_id_evidence"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["looks_like"], ["evidence.id"], name=op.f("fk_screenshots_looks_like_evidence"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_screenshots")),
    )


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("medium", sa.String(length=32), nullable=False),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=True),
        sa.Column("cut", sa.Boolean(), nullable=False),
        sa.Column("voice", sa.Boolean(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("box", sa.JSON(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("same_as", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_utc", sa.Integer(), nullable=True),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_proposals_direction")),
        sa.CheckConstraint(
            "status IN ('proposed', 'accepted', 'rejected', 'double')", name=op.f("ck_proposals_status")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_proposals_contact_id_contacts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_proposals_decided_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["screenshots.evidence_id"],
            name=op.f("fk_proposals_evidence_id_screenshots"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["same_as"], ["proposals.id"], name=op.f("fk_proposals_same_as_proposals"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("uid", name=op.f("uq_proposals_uid")),
    )
    op.create_index("ix_proposals_contact_id", "proposals", ["contact_id"], unique=False)
    op.create_index("ix_proposals_evidence_id_position", "proposals", ["evidence_id", "position"], unique=False)
    op.create_index("ix_proposals_same_as", "proposals", ["same_as"], unique=False)
