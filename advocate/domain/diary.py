"""The diary that people keep of contacts: the columns of its form, its template and its reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DiaryColumn:
    """``field`` of an entry, and what stands above its column."""

    field: str
    zh: str
    en: str

    def head(self, lang: str) -> str:
        """Return the head in ``zh`` or ``en``."""
        return self.en if lang == "en" else self.zh


COLUMNS = (
    DiaryColumn("date", "日期", "Date"),
    DiaryColumn("clock", "时间", "Time"),
    DiaryColumn("number", "号码或账号", "Number or account"),
    DiaryColumn("medium", "方式", "How"),
    DiaryColumn("claims_to_be", "自称身份", "Who they said they were"),
    DiaryColumn("reached", "联系到谁", "Whom they reached"),
    DiaryColumn("text", "说了什么", "What was said"),
    DiaryColumn("harm", "证人或损害", "Witness or harm"),
)
