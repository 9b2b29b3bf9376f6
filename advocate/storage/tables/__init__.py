"""Table classes of the whole vocabulary; ``metadata`` holds them all."""

from advocate.storage.tables.cases import (
    CaseFieldRow,
    CasePersonRow,
    CaseRow,
    DebtFeeRow,
    DebtRow,
    NoticeRow,
    RepaymentRow,
)
from advocate.storage.tables.columns import Row, UtcMs, canonical_json, metadata, new_uid, now_utc
from advocate.storage.tables.complaints import (
    ComplaintEventRow,
    ComplaintRow,
    DeadlineRow,
    NoteRow,
    PacketRow,
    TaskRow,
)
from advocate.storage.tables.contacts import ContactBehaviourRow, ContactRow, ImportEvidenceRow, ImportRow, LeftOutRow
from advocate.storage.tables.evidence import CustodyEntryRow, DerivativeRow, EvidenceContactRow, EvidenceRow
from advocate.storage.tables.findings import FindingContactRow, FindingEventRow, FindingRow, RulePackRow
from advocate.storage.tables.numbers import BatchDecisionRow, BatchNumberRow, BatchRow, NumberLeaseRow, PhoneNumberRow
from advocate.storage.tables.people import ClientRow, OrganisationRow, PersonNumberRow, PersonRow, UserRow
from advocate.storage.tables.practice import OwnWordRow, SafetyNoteRow
from advocate.storage.tables.screenshots import ProposalRow, ScreenshotRow
from advocate.storage.tables.workspace import AuditRow, FormDraftRow, SettingRow, TableMappingRow

__all__ = [
    "AuditRow",
    "BatchDecisionRow",
    "BatchNumberRow",
    "BatchRow",
    "CaseFieldRow",
    "CasePersonRow",
    "CaseRow",
    "ClientRow",
    "ComplaintEventRow",
    "ComplaintRow",
    "ContactBehaviourRow",
    "ContactRow",
    "CustodyEntryRow",
    "DeadlineRow",
    "DebtFeeRow",
    "DebtRow",
    "DerivativeRow",
    "EvidenceContactRow",
    "EvidenceRow",
    "FindingContactRow",
    "FindingEventRow",
    "FindingRow",
    "FormDraftRow",
    "ImportEvidenceRow",
    "ImportRow",
    "LeftOutRow",
    "NoteRow",
    "NoticeRow",
    "NumberLeaseRow",
    "OrganisationRow",
    "OwnWordRow",
    "PacketRow",
    "PersonNumberRow",
    "PersonRow",
    "PhoneNumberRow",
    "ProposalRow",
    "RepaymentRow",
    "Row",
    "RulePackRow",
    "SafetyNoteRow",
    "ScreenshotRow",
    "SettingRow",
    "TableMappingRow",
    "TaskRow",
    "UserRow",
    "UtcMs",
    "canonical_json",
    "metadata",
    "new_uid",
    "now_utc",
]
