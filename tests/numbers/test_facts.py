"""Numbers as people and backups write them, against section D of the law file."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advocate.analysis.numbers.facts import normalise, parse
from advocate.domain.vocabulary import NumberKind

MOBILE = "+8613800138000"


@pytest.mark.parametrize(
    ("raw", "number", "kind"),
    [
        # The test vectors of section D.6.
        ("13800138000", MOBILE, NumberKind.MOBILE),
        ("16512345678", "+8616512345678", NumberKind.VIRTUAL),
        ("1440012345678", "1440012345678", NumberKind.IOT),
        ("10690329013589", "10690329013589", NumberKind.SMS_PORT),
        ("008610110", "008610110", NumberKind.SPOOF_SUSPECT),
        ("+8613800138110", "+8613800138110", NumberKind.MOBILE),
        # Spellings of one number.
        ("+8613800138000", MOBILE, NumberKind.MOBILE),
        ("008613800138000", MOBILE, NumberKind.MOBILE),
        ("8613800138000", MOBILE, NumberKind.MOBILE),
        ("013800138000", MOBILE, NumberKind.MOBILE),
        ("+86 013800138000", MOBILE, NumberKind.MOBILE),
        ("+86 138-0013-8000", MOBILE, NumberKind.MOBILE),
        (" 138 0013 8000\u202c", MOBILE, NumberKind.MOBILE),
        ("１３８００１３８０００", MOBILE, NumberKind.MOBILE),
        ("١٣٨٠٠١٣٨٠٠٠", MOBILE, NumberKind.MOBILE),
        ("tel:13800138000", MOBILE, NumberKind.MOBILE),
        ('="13800138000"', MOBILE, NumberKind.MOBILE),
        ("'13800138000", MOBILE, NumberKind.MOBILE),
        ("13800138000.0", MOBILE, NumberKind.MOBILE),
        ("1259313800138000", MOBILE, NumberKind.MOBILE),
        ("17951013800138000", MOBILE, NumberKind.MOBILE),
        # Kinds of mobile numbers.
        ("17012345678", "+8617012345678", NumberKind.VIRTUAL),
        ("17112345678", "+8617112345678", NumberKind.VIRTUAL),
        ("16212345678", "+8616212345678", NumberKind.VIRTUAL),
        ("16712345678", "+8616712345678", NumberKind.VIRTUAL),
        ("13491234567", "+8613491234567", NumberKind.SATELLITE),
        ("17491234567", "+8617491234567", NumberKind.SATELLITE),
        ("16191234567", "+8616191234567", NumberKind.SATELLITE),
        ("13481234567", "+8613481234567", NumberKind.MOBILE),
        ("1064812345678", "1064812345678", NumberKind.IOT),
        # Fixed lines, with and without what belongs in front.
        ("02170510585", "+862170510585", NumberKind.FIXED),
        ("021-7051 0585", "+862170510585", NumberKind.FIXED),
        ("+862170510585", "+862170510585", NumberKind.FIXED),
        ("+86 (0)21 70510585", "+862170510585", NumberKind.FIXED),
        ("862170510585", "+862170510585", NumberKind.FIXED),
        ("075565903470", "+8675565903470", NumberKind.FIXED),
        ("07556205592", "+867556205592", NumberKind.FIXED),
        ("17909010 66554433", "+861066554433", NumberKind.FIXED),
        ("66554433", "66554433", NumberKind.FIXED),
        ("86861234", "86861234", NumberKind.FIXED),
        # Numbers that have no country code.
        ("95588", "95588", NumberKind.SERVICE),
        ("955 88", "95588", NumberKind.SERVICE),
        ("9558877", "9558877", NumberKind.SERVICE),
        ("10086", "10086", NumberKind.SERVICE),
        ("+8610086", "10086", NumberKind.SERVICE),
        ("10086999", "10086999", NumberKind.SERVICE),
        ("12378", "12378", NumberKind.SERVICE),
        ("96110", "96110", NumberKind.SERVICE),
        ("110", "110", NumberKind.SERVICE),
        ("400-810-6666", "4008106666", NumberKind.SERVICE),
        ("10101234", "10101234", NumberKind.SERVICE),
        ("+86106907259682", "106907259682", NumberKind.SMS_PORT),
        ("86106907259682", "106907259682", NumberKind.SMS_PORT),
        # What only a manipulated caller id shows.
        ("+8695588", "+8695588", NumberKind.SPOOF_SUSPECT),
        ("00862112110", "00862112110", NumberKind.SPOOF_SUSPECT),
        ("+868613800138000", "+868613800138000", NumberKind.SPOOF_SUSPECT),
        ("1" * 21, "1" * 21, NumberKind.SPOOF_SUSPECT),
        # From abroad.
        ("+1 650-253-0000", "+16502530000", NumberKind.FOREIGN),
        ("0016502530000", "+16502530000", NumberKind.FOREIGN),
        ("+15555550001", "+15555550001", NumberKind.FOREIGN),
        ("+852 6123 4567", "+85261234567", NumberKind.FOREIGN),
        ("0027039905", "0027039905", NumberKind.FOREIGN),
        # Names, groups and what cannot be read.
        ("Google", "Google", NumberKind.NAME),
        (" 招商银行 ", "招商银行", NumberKind.NAME),
        ("lamer000@aol.com", "lamer000@aol.com", NumberKind.NAME),
        ("VIP8", "VIP8", NumberKind.NAME),
        ("138****8000", "138****8000", NumberKind.MALFORMED),
        ("1380013800O", "1380013800O", NumberKind.MALFORMED),
        ("*#06#", "*#06#", NumberKind.MALFORMED),
        ("0123456789", "0123456789", NumberKind.MALFORMED),
        ("+15555550001~+15555550003", "+15555550001~+15555550003", NumberKind.GROUP),
        ("13800138000 13900139000", "13800138000 13900139000", NumberKind.GROUP),
    ],
)
def test_a_number_as_written_in_china(raw: str, number: str, kind: NumberKind) -> None:
    facts = parse(raw)

    assert facts is not None
    assert (facts.number, facts.kind, facts.raw) == (number, kind, raw)


@pytest.mark.parametrize(
    "raw",
    [None, "", "  ", "\u200e", "null", "NULL", "unknown", "Unknown", "(Unknown)", "-1", "-2", "private"]  # noqa: RUF005
    + ["Private number", "restricted", "anonymous", "未知", "未知号码", "无主叫号码", "insert-address-token"],
)
def test_a_withheld_number_is_none(raw: str | None) -> None:
    assert normalise(raw) is None


@pytest.mark.parametrize(
    ("raw", "carrier", "hints"),
    [
        ("13800138000", "mobile", ()),
        ("13012345678", "unicom", ()),
        ("13312345678", "telecom", ()),
        ("17001234567", "telecom", ()),
        ("17031234567", "mobile", ()),
        ("17041234567", "unicom", ()),
        ("17405123456", "telecom", ()),
        ("17406123456", "", ()),
        ("13492123456", "telecom", ()),
        ("13494123456", "", ("range_unknown",)),
        ("19212345678", "broadnet", ()),
        ("16191234567", "satnet", ()),
        ("14812345678", "mobile", ("mostly_data",)),
        ("15412345678", "", ("range_unknown",)),
    ],
)
def test_the_carrier_is_that_of_the_range(raw: str, carrier: str, hints: tuple[str, ...]) -> None:
    facts = parse(raw)

    assert facts is not None
    assert (facts.carrier, facts.hints, facts.country) == (carrier, hints, "CN")


@pytest.mark.parametrize(
    ("raw", "region", "number", "kind"),
    [
        ("6123 4567", "HK", "+85261234567", NumberKind.MOBILE),
        ("+8613800138000", "HK", MOBILE, NumberKind.MOBILE),
        ("0086 138 0013 8000", "GB", MOBILE, NumberKind.MOBILE),
        ("020 7946 0018", "GB", "+442079460018", NumberKind.FIXED),
        ("+16502530000", "HK", "+16502530000", NumberKind.FOREIGN),
        ("999", "HK", "999", NumberKind.SERVICE),
        ("123456789012", "HK", "123456789012", NumberKind.MALFORMED),
        ("9" * 30, "HK", "9" * 30, NumberKind.SPOOF_SUSPECT),
    ],
)
def test_another_region_reads_its_own_numbers(raw: str, region: str, number: str, kind: NumberKind) -> None:
    facts = parse(raw, region)

    assert facts is not None
    assert (facts.number, facts.kind) == (number, kind)


@given(
    st.text() | st.from_regex(r"\+?[0-9 \-]{0,30}", fullmatch=True), st.sampled_from(["CN", "HK", "GB", "US", "ZZ", ""])
)
@example("179", "CN")
@example("17900", "CN")
@example("1790" * 3, "HK")
@example("\ud83d", "CN")
@example("+", "CN")
@example("00", "HK")
def test_no_text_makes_it_raise(raw: str, region: str) -> None:
    facts = parse(raw, region)

    assert facts is None or facts.number


@given(st.from_regex(r"(\+86|0086|86|0|12593|)1[3-9][0-9]{9}", fullmatch=True))
def test_every_spelling_of_a_mobile_number_is_one_number(raw: str) -> None:
    assert normalise(raw) == f"+86{raw[-11:]}"


@given(st.from_regex(r"\+?[0-9]{3,20}", fullmatch=True))
def test_the_canonical_spelling_is_stable(raw: str) -> None:
    number = normalise(raw)

    assert number is not None
    assert normalise(number) == number
