"""Bills of every layout and spelling, written on the spot: what each row becomes, and why it does not."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.domain.errors import UserError
from advocate.domain.moments import from_epoch_ms
from advocate.domain.vocabulary import Direction, Medium, TimePrecision
from advocate.importers.base import ReadContext
from advocate.importers.registry import importers, probe_of
from advocate.importers.sources import DiskFile, MemoryFile
from advocate.importers.tables.any_table import AnyTable
from advocate.importers.tables.carrier_bill import CarrierBill
from advocate.importers.tables.diary import Diary
from advocate.importers.tables.values import Wall, duration_of, number_of, wall_of
from tests.importers.tables.reading import Outcome, of_text, outcome

MOBILE = "起始时间,通信地点,通信方式,对方号码,通信时长,通信类型,套餐优惠,实收通信费(元)\r\n"


def rows(found: Outcome) -> list[tuple[str, str, str | None, int | None]]:
    shown = []
    for entry in found.taken:
        local = from_epoch_ms(entry.at_ms).astimezone(ZoneInfo("Asia/Shanghai"))
        shown.append((f"{local:%Y-%m-%d %H:%M:%S}", entry.direction.value, entry.address, entry.duration_s))
    return shown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_bills_in_any_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    body = MOBILE + "2024-01-31 16:41:18,内地,主叫,17012345602,7秒,国内通话,,0.00\r\n"
    body += "2024-01-30 09:00:37,上海,被叫,02161234567,1时2分5秒,国内通话,,0.00\n"
    found = of_text(body.replace(",", delimiter), encoding=encoding)
    assert found.format == "carrier_bill"
    assert rows(found) == [
        ("2024-01-31 16:41:18", "out", "17012345602", 7),
        ("2024-01-30 09:00:37", "in", "02161234567", 3725),
    ]


def test_layouts_of_the_provinces() -> None:
    chongqing = "对方号码,呼叫类型,起始时间,通话时长（秒）,通话类型,使用地点,费用（元）\n"
    chongqing += "13900000001,被叫,2024-03-01 10:00:01,61,国内,重庆,0.1\n合计,,,61,,,0.1\n"
    found = of_text(chongqing)
    assert rows(found) == [("2024-03-01 10:00:01", "in", "13900000001", 61)]
    assert found.other == ["bill_subtotal"]
    yunnan = "通话类型,呼叫类型,主叫号码,被叫号码,主叫位置,被叫位置,通话开始时间,通话时长,基本/漫游费\n"
    yunnan += "本地,主叫,13300000009,4001234567,昆明,,2024-03-01-10:00:01,00:01:04,0\n"
    yunnan += "本地,被叫,95588,13300000009,,昆明,2024-03-02-10:00:01,64,0\n"
    assert rows(of_text(yunnan)) == [
        ("2024-03-01 10:00:01", "out", "4001234567", 64),
        ("2024-03-02 10:00:01", "in", "95588", 64),
    ]
    tianjin = "对方号码,起始时间,通话类型,通话时长（秒）,总话费,长途类型,话单位置,漫游类型,网络\n"
    tianjin += "0086139****0000,2015-04-30 18:31:24,主叫,30,0.1,本地,022,非漫游,3G\n"
    assert rows(of_text(tianjin)) == [("2015-04-30 18:31:24", "out", "0086139****0000", 30)]


def test_json_layouts() -> None:
    e3 = {"pageMap": {"result": [{"calldate": "2020-04-09", "calltime": "17:59:14", "calllonghour": "1分4秒"}]}}
    e3["pageMap"]["result"][0] |= {"othernum": "13900000001", "calltypeName": "被叫", "landtype": "国内通话"}
    assert rows(of_text(json.dumps(e3))) == [("2020-04-09 17:59:14", "in", "13900000001", 64)]
    shanghai = [{"beginTime": "2020-04-09 17:59:14", "callType": "主叫", "targetParty": "95588", "callDuriation": "61"}]
    shanghai[0] |= {"totalFee": "0.1", "longDistanceType": "国内"}
    assert rows(of_text(f"cb({json.dumps(shanghai)});")) == [("2020-04-09 17:59:14", "out", "95588", 61)]
    jiangxi = [
        {"callStartTime": "2020/4/9 7:59:14", "dialing": "13900000001", "called": "18900000002", "times_int": 108}
    ]
    jiangxi[0] |= {"times": "1分钟48秒", "callType": "被叫呼入", "tonghuatype": "本地", "callAddr": "南昌"}
    assert rows(of_text(json.dumps({"items": jiangxi}))) == [("2020-04-09 07:59:14", "in", "13900000001", 108)]
    sichuan = [{"otherParty": "95588", "fee1": 0, "startDate": "2020-04-09 17:59:14", "trafficWay": "主叫"}]
    sichuan[0] |= {"callClass": "本地", "callPlace": "成都"}
    assert rows(of_text(json.dumps(sichuan))) == [("2020-04-09 17:59:14", "out", "95588", None)]
    guangdong = [["国内通话", "13900000001", "2020-04-09 17:59:14", "00:01:04", "0.10", "被叫", "广州"]]
    guangdong += [["国内通话", "95588", "2020-04-10 08:00:00", "00:00:07", "0.10", "主叫", "广州"]]
    assert rows(of_text(json.dumps({"rows": guangdong}))) == [
        ("2020-04-09 17:59:14", "in", "13900000001", 64),
        ("2020-04-10 08:00:00", "out", "95588", 7),
    ]


def test_messages_and_the_parts_of_a_long_one() -> None:
    body = "序号,起始时间,通信地点,对方号码,通信方式,信息类型,套餐,通信费\n"
    body += (
        "1,2024-03-01 10:00:01,北京,106575257,接收,国内短信,,0\n"
        + "2,2024-03-01 10:00:01,北京,106575257,接收,国内短信,,0\n"
    )
    body += "3,2024-03-02 10:00:01,北京,13900000001,发送,彩信,,0\n4,2024-03-02 10:00:02,,13900000001,接受,国内短信,,0\n"
    found = of_text(body)
    assert [(e.medium, e.direction) for e in found.taken] == [
        (Medium.SMS, Direction.IN),
        (Medium.MMS, Direction.OUT),
        (Medium.SMS, Direction.IN),
    ]
    assert found.other == ["bill_sms_part"]
    assert found.warnings["warn_bill_repeated"] == {"count": 1}


def test_calls_and_messages_in_one_file_under_two_heads() -> None:
    body = "中国移动通信客户详单,,,\n语音详单,,,\n" + MOBILE
    body += "2024-01-31 16:41:18,内地,主叫,17012345602,7秒,国内通话,,0.00\n短信详单,,,\n"
    body += "起始时间,通信地点,对方号码,通信方式,信息类型,业务名称,套餐,通信费\n"
    body += "2024-01-31 17:00:00,北京,13900000001,接收,短信,,,0\n"
    found = of_text(body)
    assert [(e.medium, e.address) for e in found.taken] == [(Medium.CALL, "17012345602"), (Medium.SMS, "13900000001")]


def test_years_come_from_the_head_and_a_bill_may_hold_two() -> None:
    body = "查询起止日期：2023-12-15 至 2024-01-14,,,,,,,\n" + MOBILE
    body += "12-31 23:59:59,广州,被叫,95588,7秒,本地,,0\n01-01 00:00:10,广州,被叫,95588,7秒,本地,,0\n"
    found = of_text(body)
    assert [row[0] for row in rows(found)] == ["2023-12-31 23:59:59", "2024-01-01 00:00:10"]
    assert found.period == (date(2023, 12, 15), date(2024, 1, 14))


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("查询月份：2023年12月", date(2023, 12, 1), date(2023, 12, 31)),
        ("查询月份,2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("账期:202312", date(2023, 12, 1), date(2023, 12, 31)),
        ("计费周期:20231215-20240114", date(2023, 12, 15), date(2024, 1, 14)),
        ("2023年12月1日 00:00:00 至 2023年12月31日 23:59:59", date(2023, 12, 1), date(2023, 12, 31)),
        ("2023/12/1~2023/12/31", date(2023, 12, 1), date(2023, 12, 31)),
    ],
)
def test_periods_in_every_spelling(line: str, first: date, last: date) -> None:
    found = of_text(line + "\n" + MOBILE + "12-31 23:59:59,广州,被叫,95588,7秒,本地,,0\n")
    assert found.period == (first, last)
    if last.month == 12:
        assert rows(found)[0][0] == "2023-12-31 23:59:59"


def test_a_call_just_after_midnight_of_the_month_belongs_to_the_next_year() -> None:
    found = of_text("查询月份：2023年12月\n" + MOBILE + "01-01 00:00:10,广州,被叫,95588,7秒,本地,,0\n")
    assert rows(found)[0][0] == "2024-01-01 00:00:10"


def test_a_year_from_the_name_of_the_file_is_no_period() -> None:
    body = MOBILE + "09-18 14:07:37,广州,被叫,95588,7秒,本地,,0\n"
    found = of_text(body, name="2023年09月语音详单.csv")
    assert [row[0] for row in rows(found)] == ["2023-09-18 14:07:37"]
    assert found.period is None
    assert of_text(body).problems == ["bill_year_unknown"]


def test_numbers_keep_their_spelling_and_cut_ones_are_refused() -> None:
    numbers = ["138****0000", "***", '="008613900000001"', "17951-13900000001", "-", "13900000001.0", "8.61390E+12"]
    body = MOBILE + "".join(f"2024-01-31 16:41:{i:02},,主叫,{n},7秒,,,0\n" for i, n in enumerate(numbers))
    found = of_text(body.replace('="0086', '"=""0086').replace('01"', '01"""'))
    assert [entry.address for entry in found.taken] == [
        "138****0000",
        "***",
        "008613900000001",
        "17951-13900000001",
        None,
        "13900000001",
    ]
    assert found.problems == ["bill_number_cut"]
    assert found.warnings == {"warn_bill_numbers_cut": {"count": 1}, "warn_bill_no_number": {"count": 1}}


def test_minutes_without_seconds_are_known_to_the_minute() -> None:
    (entry,) = of_text(MOBILE + "2024/1/9 22:05,,被叫,95588,7秒,,,0\n").taken
    assert entry.precision is TimePrecision.MINUTE
    assert entry.written == "2024/1/9 22:05"


def test_a_workbook_with_a_wrong_dimension_is_read_whole() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["客户号码：138****0000"])
    sheet.append(MOBILE.strip().split(","))
    for day in range(1, 29):
        sheet.append([datetime(2024, 2, day, 9, 0, 1), "", "被叫", 13900000001, 65, "", "", 0])
    found = outcome(MemoryFile("x.xls", _repacked(book, b'<dimension ref="A1"/>')))
    assert len(found.taken) == 28
    assert rows(found)[0] == ("2024-02-01 09:00:01", "in", "13900000001", 65)
    assert found.taken[0].own_address == "138****0000"


def _repacked(book: openpyxl.Workbook, dimension: bytes) -> bytes:
    import re

    made, out = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part)
            target.writestr(part.filename, re.sub(rb"<dimension[^>]*/>", dimension, data))
    return out.getvalue()


def test_strict_workbooks_are_read_by_the_second_reader() -> None:
    book = openpyxl.Workbook()
    book.active.append(MOBILE.strip().split(","))
    book.active.append(["2024-02-01 09:00:01", "", "被叫", "13900000001", "65", "", "", "0"])
    made, out = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            data = source.read(part).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            data = data.replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            target.writestr(part.filename, data)
    assert rows(outcome(MemoryFile("x", out.getvalue()))) == [("2024-02-01 09:00:01", "in", "13900000001", 65)]


def test_mhtml_and_excel_2003_xml() -> None:
    table = "<table><tr>" + "".join(f"<td>{word}" for word in MOBILE.strip().split(",")) + "<tr>"
    table += "<td>2024-02-01 09:00:01<td><td>被叫<td>13900000001<td>65<td><td>0</table>"
    mhtml = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; "
    mhtml += "charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<html>" + table + "</html>\r\n--b--\r\n"
    expected = [("2024-02-01 09:00:01", "in", "13900000001", 65)]
    assert rows(outcome(MemoryFile("x.xls", mhtml.encode("gb18030")))) == expected
    xml = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    xml += 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row>'
    xml += "".join(f'<Cell><Data ss:Type="String">{word}</Data></Cell>' for word in MOBILE.strip().split(","))
    xml += '</Row><Row><Cell><Data ss:Type="DateTime">2024-02-01T09:00:01.000</Data></Cell><Cell ss:Index="3">'
    xml += '<Data ss:Type="String">被叫</Data></Cell><Cell><Data ss:Type="Number">13900000001</Data></Cell><Cell>'
    xml += '<Data ss:Type="Number">65</Data></Cell></Row></Table></Worksheet></Workbook>'
    assert rows(of_text(xml)) == expected
    with pytest.raises(UserError) as caught:
        of_text(xml.replace("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook', 1))
    assert caught.value.code in ("xml_entities_refused", "unknown_format")


def test_a_bomb_of_a_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/sharedStrings.xml", b" " * 60_000_000)
    with pytest.raises(UserError) as caught:
        outcome(MemoryFile("x.xlsx", out.getvalue()), AnyTable())
    assert caught.value.code == "workbook_bomb"


@pytest.mark.parametrize("length", [8, 60, 100, 511, 600, 2000])
def test_a_workbook_that_is_cut_is_refused(length: int) -> None:
    # Found by fuzzing: the reader of old workbooks lets struct.error through.
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00" + b"\0" * 2000
    with pytest.raises(UserError) as caught:
        outcome(MemoryFile("x.xls", head[:length]), AnyTable())
    assert caught.value.code in ("workbook_damaged", "table_empty")


def test_letters_and_slides_are_no_tables(samples: Path) -> None:
    for path in (samples / "spreadsheets").glob("*.xls*"):
        assert AnyTable().recognise(probe_of(DiskFile(path))) == 0.5, path.name
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    assert AnyTable().recognise(probe_of(MemoryFile("x", out.getvalue()))) == 0
    for path in (samples / "email").glob("*.msg"):
        assert AnyTable().recognise(probe_of(DiskFile(path))) == 0, path.name


def test_a_quote_that_never_closes_costs_its_own_line() -> None:
    body = MOBILE + '2024-01-31 16:41:18,"内地,主叫,17012345602,7秒,,,0\n'
    body += "".join(f"2024-01-31 17:00:{i % 60:02},,主叫,{13900000000 + i},7秒,,,0\n" for i in range(200))
    found = of_text(body)
    assert len(found.taken) == 201
    assert found.taken[0].address == "17012345602"


def test_somebody_s_own_list_of_calls_is_no_bill() -> None:
    found = AnyTable()
    own = "姓名,对方号码,通话类型,起始时间,通话时长\n妈妈,13900000001,来电,2024-01-31 16:41,7\n"
    assert CarrierBill().recognise(_probe(own)) == 0
    assert found.recognise(_probe(own)) == 0.5
    log = "号码,类型,时间,时长\n13900000001,来电,2024-01-31 16:41,7\n"
    assert CarrierBill().recognise(_probe(log)) == 0


def _probe(text: str):  # type: ignore[no-untyped-def]
    from advocate.importers.registry import probe_of

    return probe_of(MemoryFile("x", text.encode()))


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("1分4秒", 64),
        ("1小时2分3秒", 3723),
        ("1时2分3秒", 3723),
        ("59分钟41秒", 3581),
        ("00:01:04", 64),
        ("1:04", 64),
        ("64", 64),
        (64.0, 64),
        ("7", 7),
        ("1'04''", 64),
        ("0秒", 0),
        ("2 min 3 sec", 123),
        ("--", None),
        ("", None),
        ("很久", None),
        ("99999999999", None),
    ],
)
def test_lengths_in_every_spelling(cell: str | float, seconds: int | None) -> None:
    assert duration_of(cell) == seconds


@pytest.mark.parametrize(
    ("cell", "wall"),
    [
        ("2024-01-31 16:41:18", Wall(2024, 1, 31, 16, 41, 18)),
        ("2024/1/9 22:05", Wall(2024, 1, 9, 22, 5)),
        ("2024年1月9日 22时05分07秒", Wall(2024, 1, 9, 22, 5, 7)),
        ("2024-01-31-16:41:18", Wall(2024, 1, 31, 16, 41, 18)),
        ("20240131164118", Wall(2024, 1, 31, 16, 41, 18)),
        ("01-31 16:41:18", Wall(None, 1, 31, 16, 41, 18)),
        ("2024-01-31T16:41:18+08:00", Wall(2024, 1, 31, 16, 41, 18, 480)),
        ("2024年1月9日 星期二 下午 3:05", Wall(2024, 1, 9, 15, 5)),
        ("9/1/2024 3:05 PM", Wall(2024, 9, 1, 15, 5)),
        ("45322.6953472222", Wall(2024, 1, 31, 16, 41, 18)),
        ("1706690478", Wall(2024, 1, 31, 8, 41, 18, 0)),
        ("2024-13-01 10:00", None),
        ("2023-02-29 10:00", None),
        ("31 16:41", None),
        ("13900000001", None),
        ("0.1", Wall(None, None, None, 2, 24, 0)),
    ],
)
def test_times_in_every_spelling(cell: str, wall: Wall | None) -> None:
    assert wall_of(cell) == wall


def test_scientific_numbers_with_all_their_digits_are_whole() -> None:
    assert number_of("8.613900000001E+12") == ("8613900000001", "")
    assert number_of("8.61390E+12") == (None, "bill_number_cut")


_ALPHABET = st.sampled_from(
    [
        "起始时间",
        "对方号码",
        "通信方式",
        "通信时长",
        ",",
        "\t",
        '"',
        "\n",
        "\r",
        "主叫",
        "2024-01-31 16:41:18",
        "1e9",
        "--",
        "合计",
        "<tr>",
        "<td>",
        "{",
        "}",
        "[",
        "]",
        ":",
        "<Row>",
        "\0",
        "\ufeff",
        "99",
        "=",
        "☎",
        "(",
        "2",
        "年",
        "日期",
        "说了什么",
        "\ud83d",
    ]
)


@given(st.lists(_ALPHABET, max_size=60), st.booleans(), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_no_text_makes_a_reader_fail_without_a_reason(parts: list[str], headed: bool, encoding: str) -> None:
    data = ((MOBILE if headed else "") + "".join(parts)).encode(encoding, "replace")
    _read_all(data)


@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            b"",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"%PDF-1.4\n",
            b"<html><table>",
            b"[[",
            b"\x09\x08\x10\x00",
        ]
    ),
)
def test_no_bytes_make_a_reader_fail_without_a_reason(data: bytes, magic: bytes) -> None:
    _read_all(magic + data)


def _read_all(data: bytes) -> None:
    source = MemoryFile("x", data)
    for importer in (CarrierBill(), Diary(), AnyTable()):
        try:
            items = list(importer.read(source, ReadContext("x", options={"mapping": {"columns": {"#1": "time"}}})))
        except UserError:
            continue
        assert Counter(type(item).__name__ for item in items).keys() <= {"EntryDraft", "Rejection"}


def test_every_importer_of_tables_is_registered() -> None:
    assert {"carrier_bill", "diary", "table"} <= {importer.name for importer in importers()}
