"""The codes of the trade: the same in the database, in JSON and in files; translated on screen.

The lists are those of the command line's documentation. A code is stable for ever: rename its label, never the code.
"""

from __future__ import annotations

from enum import StrEnum


class Medium(StrEnum):
    """How a contact reached somebody."""

    CALL = "call"
    SMS = "sms"
    MMS = "mms"
    RCS = "rcs"
    WECHAT = "wechat"
    QQ = "qq"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    SIGNAL = "signal"
    LINE = "line"
    EMAIL = "email"
    VOICEMAIL = "voicemail"
    APP_PUSH = "app_push"
    LETTER = "letter"
    VISIT = "visit"
    ONLINE_POST = "online_post"
    OTHER = "other"

    @property
    def is_voice(self) -> bool:
        """Tell whether somebody's telephone rang for it."""
        return self in (Medium.CALL, Medium.VOICEMAIL)


class Direction(StrEnum):
    """Who began it: ``in`` is towards the debtor's side."""

    IN = "in"
    OUT = "out"


class Reached(StrEnum):
    """Whom a contact reached."""

    DEBTOR = "debtor"
    GUARANTOR = "guarantor"
    SPOUSE = "spouse"
    FAMILY = "family"
    EMPLOYER = "employer"
    FRIEND = "friend"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def is_third_party(self) -> bool:
        """Tell whether this person owes nothing (GB/T 45251-2025 5.3: not debtor, not guarantor)."""
        return self not in (Reached.DEBTOR, Reached.GUARANTOR, Reached.UNKNOWN)


class Behaviour(StrEnum):
    """What a collector did in a contact, as a person coded it."""

    THREAT = "threat"
    INSULT = "insult"
    IMPERSONATE_OFFICIAL = "impersonate_official"
    IMPERSONATE_LAWYER = "impersonate_lawyer"
    IMPERSONATE_OTHER = "impersonate_other"
    FAKE_DOCUMENT = "fake_document"
    FALSE_LEGAL_THREAT = "false_legal_threat"
    THIRD_PARTY_DEMAND = "third_party_demand"
    THIRD_PARTY_DISCLOSURE = "third_party_disclosure"
    AFTER_REFUSAL = "after_refusal"
    EXPOSURE = "exposure"
    BOMBING = "bombing"
    EXTRA_FEE = "extra_fee"
    PRIVATE_PAYMENT = "private_payment"
    EARLY_REPAYMENT = "early_repayment"
    COERCE_BORROWING = "coerce_borrowing"
    CONCEAL_IDENTITY = "conceal_identity"
    EXCESS_INTEREST = "excess_interest"
    VISIT = "visit"
    HOME_ENTRY = "home_entry"
    PRIVACY_BREACH = "privacy_breach"
    SUICIDE_INCITEMENT = "suicide_incitement"
    POLITE = "polite"
    VIOLENCE = "violence"
    STALKING = "stalking"
    DETENTION = "detention"
    EXTORTION = "extortion"
    DEFAMATION = "defamation"
    ALTERED_IMAGE = "altered_image"
    FAKE_FIRM_DOCUMENT = "fake_firm_document"
    INCOMPLETE_LETTER = "incomplete_letter"
    CLAIM_LENDER = "claim_lender"
    UNLISTED_AGENCY = "unlisted_agency"
    PRIVATE_CHANNEL = "private_channel"
    RECORDING_REFUSED = "recording_refused"
    OUTSOURCING_UNTOLD = "outsourcing_untold"
    DATA_PASSED_ON = "data_passed_on"
    UNDISCLOSED_DATA = "undisclosed_data"
    DATA_REQUEST_REFUSED = "data_request_refused"
    LONE_VISITOR = "lone_visitor"


class CreditorType(StrEnum):
    """What kind of lender stands behind a debt; decides which rules bind it."""

    BANK_CARD = "bank_card"
    BANK_ONLINE_LOAN = "bank_online_loan"
    CONSUMER_FINANCE = "consumer_finance"
    MICROLOAN = "microloan"
    LOAN_PLATFORM = "loan_platform"
    DEBT_BUYER = "debt_buyer"
    PRIVATE_LENDER = "private_lender"
    UNLICENSED = "unlicensed"
    UNKNOWN = "unknown"
    AGENCY = "agency"
    ORIGINAL_CREDITOR = "original_creditor"
    LAW_FIRM = "law_firm"
    LICENSED_FIRM = "licensed_firm"


class FeeKind(StrEnum):
    """What a charge beside interest was called; ``interest`` is interest taken out of the loan in advance (砍头息)."""

    INTEREST = "interest"
    SERVICE = "service"
    MEMBERSHIP = "membership"
    GUARANTEE = "guarantee"
    INSURANCE = "insurance"
    DEPOSIT = "deposit"
    OTHER = "other"


class Nature(StrEnum):
    """Whether a contact is part of the collection: logged by hand it is; imported it is unsorted until decided."""

    COLLECTION = "collection"
    UNSORTED = "unsorted"
    ORDINARY = "ordinary"


class Proposal(StrEnum):
    """What the sorting proposes for an imported contact; a person decides."""

    COLLECTION = "collection"
    ORDINARY = "ordinary"
    UNSURE = "unsure"


class TimePrecision(StrEnum):
    """How exactly a time is known."""

    EXACT = "exact"
    MINUTE = "minute"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    DAY = "day"
    RANGE = "range"


class FindingStatus(StrEnum):
    """A finding is suggested by the program and decided by a person."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Force(StrEnum):
    """Force level of a norm: F1 statute, F2 departmental rule, F3 recommended standard or self-discipline text."""

    F1 = "F1"
    F2 = "F2"
    F3 = "F3"


class Grade(StrEnum):
    """What a rule's answer is worth: the eight grades that the US rules need, in which every other law fits too."""

    PER_SE = "per_se"
    PRESUMED_VIOLATION = "presumed_violation"
    PRESUMED_COMPLIANCE = "presumed_compliance"
    REBUTTAL_FACTOR = "rebuttal_factor"
    ELEMENT_MISSING = "element_missing"
    STANDARD_REVIEW = "standard_review"
    NOT_COVERED = "not_covered"
    NO_FINDING = "no_finding"


class NoticeKind(StrEnum):
    """What was made known between the two sides, from which day on rules go by it."""

    CONSENT = "consent"
    REFUSAL = "refusal"
    STOP_MEDIUM = "stop_medium"
    CEASE = "cease"
    ATTORNEY = "attorney"
    EMPLOYER = "employer"
    INCONVENIENT_TIME = "inconvenient_time"
    INCONVENIENT_PLACE = "inconvenient_place"
    DISPUTE = "dispute"
    VERIFICATION = "verification"
    WARNING = "warning"
    MORATORIUM = "moratorium"
    AGREED_HOURS = "agreed_hours"


class CallOutcome(StrEnum):
    """How a dial ended; finer than answered or not."""

    ANSWERED = "answered"
    RANG = "rang"
    VOICEMAIL = "voicemail"
    MESSAGE_LEFT = "message_left"
    DROPPED = "dropped"
    BUSY = "busy"
    NOT_IN_SERVICE = "not_in_service"
    REJECTED = "rejected"
    BLOCKED = "blocked"


class Confidence(StrEnum):
    """How the text of a norm was seen: T itself, T2 quoted in a secondary page, M from memory."""

    TEXT_SEEN = "T"
    QUOTED = "T2"
    FROM_MEMORY = "M"


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


class ComplaintStatus(StrEnum):
    """Where one filing through one channel stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    FILED = "filed"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CLOSED = "closed"
    REVIEW_ASKED = "review_asked"


class OrganisationKind(StrEnum):
    """What an organisation is in a case."""

    CREDITOR = "creditor"
    PLATFORM = "platform"
    AGENCY = "agency"
    CARRIER = "carrier"
    REGULATOR = "regulator"
    LAW_FIRM = "law_firm"
    OTHER = "other"


class DerivativeKind(StrEnum):
    """What was made from an original."""

    REDACTED = "redacted"
    TRANSCRIPT = "transcript"
    OCR = "ocr"
    CONVERTED = "converted"
    THUMBNAIL = "thumbnail"


class CustodyAction(StrEnum):
    """What was done with an item of evidence."""

    ACQUIRED = "acquired"
    VIEWED = "viewed"
    COPIED = "copied"
    REDACTED = "redacted"
    EXPORTED = "exported"
    HANDED_OVER = "handed_over"
    VERIFIED = "verified"


class Role(StrEnum):
    """What a person may do in the vault."""

    COUNSELOR = "counselor"
    VOLUNTEER = "volunteer"
    SUPERVISOR = "supervisor"
    READ_ONLY = "read_only"
    ADMIN = "admin"


class NumberKind(StrEnum):
    """What the number plan says a number is (号段推定: numbers can be ported)."""

    MOBILE = "mobile"
    VIRTUAL = "virtual"
    IOT = "iot"
    SATELLITE = "satellite"
    SERVICE = "service"
    SMS_PORT = "sms_port"
    FIXED = "fixed"
    FOREIGN = "foreign"
    SPOOF_SUSPECT = "spoof_suspect"
    MALFORMED = "malformed"
    NAME = "name"
    GROUP = "group"


class SourceKind(StrEnum):
    """What sort of source an import was read from."""

    PHONE = "phone"
    CHAT = "chat"
    MAIL = "mail"
    BILL = "bill"
    RECORDING = "recording"
    PICTURE = "picture"
    TABLE = "table"
    DIARY = "diary"
    ADDRESS_BOOK = "address_book"


class IdentifierKind(StrEnum):
    """What a text names of whoever stands behind it; families leave the figures of a series out."""

    LINK = "link"
    LINK_FAMILY = "link_family"
    CALLBACK = "callback"
    ACCOUNT = "account"
    CHAT_ID = "chat_id"
    ID_FAMILY = "id_family"
    QQ = "qq"
    CASE_NUMBER = "case_number"
    ACCOUNT_TAIL = "account_tail"


class BatchDecision(StrEnum):
    """What a person decided about numbers that seem to be one crew's; decisions outlive every recomputation."""

    CONFIRM = "confirm"
    REJECT = "reject"
    SPLIT = "split"
    MERGE = "merge"


class BatchStatus(StrEnum):
    """Where a batch stands: found by the program, confirmed by people, or rejected by them."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
