"""Screenshots as telephones make them, drawn from a seed, with what they say."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from advocate import resources

Colour = tuple[int, int, int]

SAID = (
    "您好，我是法务部刘经理，您的案件已移交律师事务所，请速回电021-{tel}处理。",
    "再不还款，我们将上门到您单位核实情况，并通知您的紧急联系人，后果自负。",
    "工号{n4}，别废话，今天必须还{n4}元！",
    "【某某消费金融】尊敬的{name}，您的借款合同编号HT{n8}已逾期{n2}天，欠款本息合计{n2},{n3}.{n2}元，请于今日18:00前还清。",
    "你再不接电话，我就打给你父母和单位领导。",
    "最后通知：今晚{hour}:{minute}前不处理，直接起诉，征信黑名单。",
    "你妈妈的电话是{mobile}对吧，要不要我现在打给她？",
    "老赖，别装死！",
)
ANSWERED = (
    "我已经说过下个月发工资后再还，请不要再打电话给我的父母和同事！",
    "请问你们公司叫什么名字？工号是多少？",
    "你们一天打了{n2}个电话，晚上{hour}:{minute}还在打，我会向金融监管局投诉。",
    "请出示委托书。",
)
SAID_EN = (
    "This is your final notice. Pay {n4} yuan before {hour}:{minute} today or we will visit your office.",
    "Your case {n8} was handed to our legal department, call {mobile} at once.",
    "We know where your parents live.",
    "Contract HT{n8} is {n2} days overdue.",
)
ANSWERED_EN = (
    "Please stop calling my colleagues. I will pay in March.",
    "Which company do you work for?",
    "You called {n2} times today, the last time at {hour}:{minute}.",
)
NAMES = ("王女士", "张先生", "李经理", "赵主任", "陈专员")


@dataclass
class Row:
    """What one bubble or call says: as it is to be read."""

    direction: str
    number: str
    time: str
    text: str
    answered: bool | None = None
    count: int = 1
    duration_s: int | None = None


@dataclass
class Drawn:
    """A picture and what it says; ``words`` are all of its lines, for the character error rate."""

    name: str
    image: Image.Image
    kind: str
    rows: list[Row] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    jpeg: int = 0

    def data(self) -> bytes:
        """Return the file."""
        buffer = io.BytesIO()
        if self.jpeg:
            self.image.save(buffer, "JPEG", quality=self.jpeg)
        else:
            self.image.save(buffer, "PNG")
        return buffer.getvalue()


@cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = next(resources.path("fonts").glob(f"*Sans*{'700' if bold else '400'}*.ttf"))
    return ImageFont.truetype(str(name), size)


class Canvas:
    """A page that is drawn from top to bottom and notes what it says."""

    def __init__(self, rng: random.Random, width: int, height: int, page: Colour) -> None:
        self.rng, self.width, self.height = rng, width, height
        self.image = Image.new("RGB", (width, height), page)
        self.draw = ImageDraw.Draw(self.image)
        self.words: list[str] = []
        self.y = 0

    def u(self, part: float) -> int:
        """Return a length in pixels; ``part`` is in thousandths of the width."""
        return round(part * self.width / 1000)

    def write(self, x: int, y: int, text: str, size: int, ink: Colour, anchor: str = "la", bold: bool = False) -> None:
        self.draw.text((x, y), text, font=font(size, bold), fill=ink, anchor=anchor)
        self.words.append(text)

    def status(self, ink: Colour) -> None:
        clock = f"{self.rng.randint(0, 23):02}:{self.rng.randint(0, 59):02}"
        size = self.u(32)
        self.draw.text((self.u(45), self.u(24)), clock, font=font(size), fill=ink)
        self.draw.text(
            (self.u(955), self.u(24)), f"{self.rng.randint(10, 99)}%", font=font(size), fill=ink, anchor="ra"
        )

    def wrapped(self, text: str, size: int, most: int) -> list[str]:
        """Return lines: Chinese breaks anywhere, English between words."""
        lines, line = [], ""
        chinese = any("\u4e00" <= letter <= "\u9fff" for letter in text)
        pieces = list(text) if chinese else [word + " " for word in text.split(" ")]
        for piece in pieces:
            # A mark never begins a line: it hangs over the edge, as telephones do it.
            if line and font(size).getlength((line + piece).rstrip()) > most and piece not in "，。！？】：":
                lines.append(line.rstrip() if not chinese else line)
                line = ""
            line += piece
        return [*lines, line.rstrip() if not chinese else line]

    def bubble(
        self, text: str, right: bool, size: int, paper: Colour, ink: Colour, margin: int, most: int, radius: int = 22
    ) -> tuple[int, int, int, int]:
        """Draw a message and return its box."""
        pad_x, pad_y, lead = self.u(26), self.u(22), round(size * 1.42)
        lines = self.wrapped(text, size, most)
        wide = max(round(font(size).getlength(line)) for line in lines) + 2 * pad_x
        high = lead * len(lines) + 2 * pad_y - round(size * 0.2)
        left = self.width - margin - wide if right else margin
        box = (left, self.y, left + wide, self.y + high)
        self.draw.rounded_rectangle(box, radius=self.u(radius), fill=paper)
        for place, line in enumerate(lines):
            self.write(left + pad_x, self.y + pad_y + place * lead - round(size * 0.12), line, size, ink)
        self.y += high
        return box


def filled(rng: random.Random, template: str) -> str:
    return template.format(
        tel=rng.randint(30_000_000, 69_999_999),
        n2=rng.randint(11, 89),
        n3=rng.randint(100, 999),
        n4=rng.randint(1000, 9999),
        n8=rng.randint(10_000_000, 99_999_999),
        name=rng.choice(NAMES),
        hour=rng.randint(18, 22),
        minute=rng.randint(10, 59),
        mobile=mobile(rng),
    )


def mobile(rng: random.Random) -> str:
    return f"1{rng.choice('3578')}{rng.randint(0, 9)}{rng.randint(10_000_000, 99_999_999)}"


def clock(rng: random.Random) -> tuple[int, int]:
    return rng.randint(7, 23), rng.randint(0, 59)


def chinese_time(rng: random.Random, style: int) -> str:
    hour, minute = clock(rng)
    if style == 0:
        part = "凌晨" if hour < 6 else "早上" if hour < 12 else "下午" if hour < 18 else "晚上"
        return f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日 {part}{hour if hour <= 12 else hour - 12}:{minute:02}"
    if style == 1:
        return f"昨天 {hour:02}:{minute:02}"
    if style == 2:
        return f"星期{rng.choice('一二三四五六日')} {hour:02}:{minute:02}"
    if style == 3:
        return f"2026年{rng.randint(1, 9)}月{rng.randint(1, 28)}日 {hour:02}:{minute:02}"
    if style == 4:
        return f"{hour:02}:{minute:02}"
    return f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日 {hour:02}:{minute:02}"


def english_time(rng: random.Random) -> str:
    hour, minute = rng.randint(1, 12), rng.randint(0, 59)
    day = rng.choice(("Yesterday", "Today", "Wednesday", "Mar 5,", "Sunday"))
    return f"{day} {hour}:{minute:02} {rng.choice(('AM', 'PM'))}"


def lines_of(rng: random.Random, english: bool, count: int) -> list[tuple[bool, str]]:
    said = list(SAID_EN if english else SAID)
    answered = list(ANSWERED_EN if english else ANSWERED)
    return [
        (right, filled(rng, rng.choice(answered if right else said)))
        for right in (rng.random() < 0.4 for _ in range(count))
    ]


def wechat(rng: random.Random, dark: bool = False, height: int = 2400, width: int = 1080, count: int = 9) -> Drawn:
    page = (17, 17, 17) if dark else (237, 237, 237)
    ink = (213, 213, 213) if dark else (20, 20, 20)
    other = (44, 44, 44) if dark else (255, 255, 255)
    own = (62, 181, 117) if dark else (149, 236, 105)
    canvas = Canvas(rng, width, height, page)
    canvas.status(ink)
    title = rng.choice(("催收", "法务", "XX金融", "还款客服")) + rng.choice(NAMES)
    canvas.write(width // 2, canvas.u(130), title, canvas.u(42), ink, "mm", bold=True)
    canvas.write(canvas.u(40), canvas.u(130), "‹", canvas.u(60), ink, "lm")
    canvas.words.pop()
    canvas.y = canvas.u(215)
    rows, time = [], ""
    for place, (right, text) in enumerate(lines_of(rng, False, count)):
        if canvas.y > height - canvas.u(520):
            break
        if place == 0 or rng.random() < 0.5:
            time = chinese_time(rng, rng.randint(0, 5))
            canvas.write(width // 2, canvas.y + canvas.u(22), time, canvas.u(30), (120, 120, 120), "mm")
            canvas.y += canvas.u(64)
        face = (canvas.u(28), canvas.y, canvas.u(116), canvas.y + canvas.u(88))
        if right:
            face = (width - face[2], face[1], width - face[0], face[3])
        canvas.draw.rounded_rectangle(face, radius=12, fill=tuple(rng.randint(60, 200) for _ in range(3)))
        canvas.bubble(
            text,
            right,
            canvas.u(42),
            own if right else other,
            (20, 20, 20) if right else ink,
            canvas.u(138),
            canvas.u(640),
            14,
        )
        canvas.y += canvas.u(40)
        rows.append(Row("out" if right else "in", title, time, text))
    canvas.draw.rectangle((0, height - canvas.u(140), width, height), fill=(30, 30, 30) if dark else (247, 247, 247))
    canvas.draw.rounded_rectangle(
        (canvas.u(120), height - canvas.u(115), width - canvas.u(220), height - canvas.u(30)), radius=14, fill=other
    )
    return Drawn("wechat", canvas.image, "conversation", rows, canvas.words)


def sms_miui(rng: random.Random, dark: bool = False, width: int = 1080) -> Drawn:
    height = round(width * 2.2)
    page = (0, 0, 0) if dark else (255, 255, 255)
    ink = (230, 230, 230) if dark else (0, 0, 0)
    canvas = Canvas(rng, width, height, page)
    canvas.status(ink)
    number = f"1069{rng.randint(100_000_0, 999_999_9)}"
    canvas.write(width // 2, canvas.u(125), number, canvas.u(46), ink, "mm")
    canvas.write(width // 2, canvas.u(175), "短信/彩信", canvas.u(28), (140, 140, 140), "mm")
    canvas.y = canvas.u(240)
    rows = []
    for right, text in lines_of(rng, False, 7):
        if canvas.y > height - canvas.u(520):
            break
        time = chinese_time(rng, rng.choice((3, 5, 1)))
        box = canvas.bubble(
            text,
            right,
            canvas.u(40),
            (52, 130, 255) if right else ((38, 38, 38) if dark else (240, 240, 240)),
            (255, 255, 255) if right else ink,
            canvas.u(45),
            canvas.u(680),
            40,
        )
        canvas.y += canvas.u(10)
        x, anchor = (box[2] - canvas.u(8), "ra") if right else (box[0] + canvas.u(8), "la")
        canvas.write(x, canvas.y, time, canvas.u(27), (140, 140, 140), anchor)
        canvas.y += canvas.u(72)
        rows.append(Row("out" if right else "in", number, time, text))
    canvas.draw.rounded_rectangle(
        (canvas.u(120), height - canvas.u(130), width - canvas.u(150), height - canvas.u(40)),
        radius=40,
        fill=(38, 38, 38) if dark else (243, 243, 243),
    )
    canvas.write(canvas.u(160), height - canvas.u(108), "短信", canvas.u(36), (150, 150, 150))
    return Drawn("sms_miui", canvas.image, "conversation", rows, canvas.words)


def sms_ios(rng: random.Random, english: bool = False, dark: bool = False, width: int = 1170) -> Drawn:
    height = round(width * 2.16)
    page = (0, 0, 0) if dark else (255, 255, 255)
    ink = (255, 255, 255) if dark else (0, 0, 0)
    canvas = Canvas(rng, width, height, page)
    canvas.status(ink)
    number = f"+86 {mobile(rng)}" if english else f"1069{rng.randint(10_000_000, 99_999_999)}"
    canvas.draw.ellipse((width // 2 - 60, canvas.u(100), width // 2 + 60, canvas.u(100) + 120), fill=(150, 155, 165))
    canvas.write(width // 2, canvas.u(240), f"{number} ›", canvas.u(30), ink, "mm")
    canvas.y = canvas.u(300)
    rows, time = [], ""
    for place, (right, text) in enumerate(lines_of(rng, english, 7)):
        if canvas.y > height - canvas.u(480):
            break
        if place == 0 or rng.random() < 0.5:
            if place == 0:
                label = "Text Message · SMS" if english else "短信/彩信"
                canvas.write(width // 2, canvas.y + 18, label, canvas.u(27), (140, 140, 145), "mm")
                canvas.y += canvas.u(36)
            time = english_time(rng) if english else chinese_time(rng, rng.choice((1, 2, 5)))
            canvas.write(width // 2, canvas.y + 18, time, canvas.u(27), (140, 140, 145), "mm")
            canvas.y += canvas.u(60)
        canvas.bubble(
            text,
            right,
            canvas.u(41),
            (52, 199, 89) if right else ((38, 38, 40) if dark else (233, 233, 235)),
            (255, 255, 255) if right else ink,
            canvas.u(40),
            canvas.u(640),
            42,
        )
        canvas.y += canvas.u(24)
        rows.append(Row("out" if right else "in", number, time, text))
    box = (canvas.u(120), height - canvas.u(190), width - canvas.u(50), height - canvas.u(100))
    canvas.draw.rounded_rectangle(box, radius=45, outline=(200, 200, 205), width=2)
    canvas.write(
        canvas.u(150), height - canvas.u(170), "Text Message" if english else "短信", canvas.u(38), (180, 180, 185)
    )
    return Drawn("sms_ios", canvas.image, "conversation", rows, canvas.words)


def whatsapp(rng: random.Random, width: int = 1080) -> Drawn:
    height = round(width * 2.2)
    canvas = Canvas(rng, width, height, (239, 234, 226))
    canvas.draw.rectangle((0, 0, width, canvas.u(210)), fill=(0, 128, 105))
    canvas.status((255, 255, 255))
    number = f"+86 {mobile(rng)}"
    canvas.draw.ellipse((canvas.u(90), canvas.u(100), canvas.u(170), canvas.u(180)), fill=(200, 205, 210))
    canvas.write(canvas.u(195), canvas.u(112), number, canvas.u(42), (255, 255, 255))
    canvas.y = canvas.u(240)
    day = rng.choice(("Yesterday", "Today", "March 5, 2026"))
    wide = font(canvas.u(28)).getlength(day)
    chip = (width / 2 - wide / 2 - 24, canvas.y, width / 2 + wide / 2 + 24, canvas.y + canvas.u(56))
    canvas.draw.rounded_rectangle(chip, radius=18, fill=(255, 255, 255))
    canvas.write(width // 2, canvas.y + canvas.u(28), day, canvas.u(28), (84, 101, 111), "mm")
    canvas.y += canvas.u(90)
    rows = []
    for right, text in lines_of(rng, True, 8):
        if canvas.y > height - canvas.u(450):
            break
        hour, minute = clock(rng)
        time = f"{hour:02}:{minute:02}"
        paper = (217, 253, 211) if right else (255, 255, 255)
        size, pad, lead = canvas.u(40), canvas.u(26), canvas.u(56)
        lines = canvas.wrapped(text, size, canvas.u(660))
        wide_px = max(round(font(size).getlength(line)) for line in lines) + 2 * pad + canvas.u(40)
        left = width - canvas.u(40) - wide_px if right else canvas.u(40)
        high = lead * len(lines) + canvas.u(70)
        canvas.draw.rounded_rectangle((left, canvas.y, left + wide_px, canvas.y + high), radius=20, fill=paper)
        for place, line in enumerate(lines):
            canvas.write(left + pad, canvas.y + canvas.u(12) + place * lead, line, size, (17, 27, 33))
        canvas.write(
            left + wide_px - canvas.u(20), canvas.y + high - canvas.u(42), time, canvas.u(26), (102, 119, 129), "ra"
        )
        canvas.y += high + canvas.u(22)
        rows.append(Row("out" if right else "in", number, f"{day} {time}", text))
    return Drawn("whatsapp", canvas.image, "conversation", rows, canvas.words)


def calls_miui(rng: random.Random, width: int = 1080) -> Drawn:
    height = round(width * 2.2)
    canvas = Canvas(rng, width, height, (255, 255, 255))
    canvas.status((0, 0, 0))
    canvas.write(canvas.u(60), canvas.u(110), "通话", canvas.u(60), (0, 0, 0))
    canvas.y = canvas.u(240)
    rows = []
    for _ in range(9):
        number = rng.choice((mobile(rng), f"021{rng.randint(30_000_000, 69_999_999)}", f"9{rng.randint(5000, 5999)}"))
        count = rng.choice((1, 1, 1, rng.randint(2, 19)))
        kind = rng.choice(("missed", "in", "out"))
        minutes, secs = rng.randint(0, 9), rng.randint(1, 59)
        length = f"{minutes}分{secs}秒" if minutes else f"{secs}秒"
        said = {"missed": f"响铃{rng.randint(1, 9)}声", "in": f"呼入{length}", "out": f"呼出{length}"}[kind]
        time = rng.choice((chinese_time(rng, 1), chinese_time(rng, 4), f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日"))
        shown = f"{number} ({count})" if count > 1 else number
        canvas.write(canvas.u(60), canvas.y, shown, canvas.u(44), (220, 50, 40) if kind == "missed" else (0, 0, 0))
        canvas.write(
            canvas.u(60),
            canvas.y + canvas.u(66),
            f"{rng.choice(('上海', '河南郑州', '广东深圳'))} {said}",
            canvas.u(31),
            (140, 140, 140),
        )
        canvas.write(width - canvas.u(60), canvas.y + canvas.u(30), time, canvas.u(31), (140, 140, 140), "ra")
        canvas.y += canvas.u(190)
        rows.append(
            Row(
                "out" if kind == "out" else "in",
                number,
                time,
                "",
                {"missed": False, "in": True, "out": True}[kind],
                count,
                None if kind == "missed" else minutes * 60 + secs,
            )
        )
    return Drawn("calls_miui", canvas.image, "call_list", rows, canvas.words)


def calls_ios(rng: random.Random, english: bool = True, width: int = 1170) -> Drawn:
    height = round(width * 2.16)
    canvas = Canvas(rng, width, height, (255, 255, 255))
    canvas.status((0, 0, 0))
    canvas.write(canvas.u(40), canvas.u(130), "Recents" if english else "最近通话", canvas.u(70), (0, 0, 0), bold=True)
    canvas.y = canvas.u(270)
    rows = []
    for _ in range(10):
        number = f"+86 {mobile(rng)}"
        count = rng.choice((1, 1, rng.randint(2, 9)))
        missed = rng.random() < 0.5
        if english:
            time = rng.choice((f"{rng.randint(1, 12)}:{rng.randint(0, 59):02} PM", "Yesterday", "Wednesday", "3/15/26"))
        else:
            time = rng.choice((chinese_time(rng, 4), "昨天", "星期三", "2026/3/15"))
        shown = f"{number} ({count})" if count > 1 else number
        canvas.write(canvas.u(110), canvas.y, shown, canvas.u(42), (255, 59, 48) if missed else (0, 0, 0), bold=True)
        canvas.write(
            canvas.u(110), canvas.y + canvas.u(56), "mobile" if english else "手机", canvas.u(33), (140, 140, 145)
        )
        canvas.write(width - canvas.u(110), canvas.y + canvas.u(28), time, canvas.u(37), (140, 140, 145), "ra")
        canvas.y += canvas.u(140)
        canvas.draw.line((canvas.u(110), canvas.y - canvas.u(22), width, canvas.y - canvas.u(22)), fill=(220, 220, 222))
        rows.append(Row("in", number, time, "", False if missed else None, count))
    for place, word in enumerate(("Favorites", "Recents", "Contacts", "Keypad", "Voicemail")):
        word = word if english else ("个人收藏", "最近通话", "通讯录", "拨号键盘", "语音留言")[place]
        canvas.write(round(width * (place + 0.5) / 5), height - canvas.u(90), word, canvas.u(25), (140, 140, 145), "mm")
    return Drawn("calls_ios", canvas.image, "call_list", rows, canvas.words)


def call_detail(rng: random.Random, width: int = 1080) -> Drawn:
    height = round(width * 2.2)
    canvas = Canvas(rng, width, height, (247, 247, 247))
    canvas.status((0, 0, 0))
    number = mobile(rng)
    canvas.write(width // 2, canvas.u(250), number, canvas.u(62), (0, 0, 0), "mm")
    canvas.write(width // 2, canvas.u(325), "广东 深圳 中国联通", canvas.u(32), (140, 140, 140), "mm")
    canvas.y = canvas.u(460)
    rows = []
    for _ in range(8):
        time = chinese_time(rng, rng.choice((1, 3, 5)))
        kind = rng.choice(("未接来电", "呼入", "呼出"))
        minutes, secs = rng.randint(1, 9), rng.randint(1, 59)
        canvas.write(canvas.u(70), canvas.y, time, canvas.u(40), (0, 0, 0))
        canvas.write(canvas.u(70), canvas.y + canvas.u(58), kind, canvas.u(31), (140, 140, 140))
        if kind != "未接来电":
            canvas.write(
                width - canvas.u(70),
                canvas.y + canvas.u(30),
                f"{minutes}分{secs}秒",
                canvas.u(34),
                (140, 140, 140),
                "ra",
            )
        canvas.y += canvas.u(165)
        rows.append(
            Row(
                "out" if kind == "呼出" else "in",
                number,
                time,
                "",
                kind != "未接来电",
                1,
                None if kind == "未接来电" else minutes * 60 + secs,
            )
        )
    return Drawn("call_detail", canvas.image, "call_detail", rows, canvas.words)


def jpeg(rng: random.Random) -> Drawn:
    drawn = wechat(rng, width=828, height=1792, count=8)
    drawn.jpeg = 62
    return drawn


def long(rng: random.Random) -> Drawn:
    return wechat(rng, height=6400, count=26)


#: Every way of drawing, by name.
STYLES: dict[str, Callable[[random.Random], Drawn]] = {
    "wechat_light": wechat,
    "wechat_dark": lambda rng: wechat(rng, dark=True),
    "sms_miui": sms_miui,
    "sms_miui_dark": lambda rng: sms_miui(rng, dark=True),
    "sms_ios": sms_ios,
    "sms_ios_dark": lambda rng: sms_ios(rng, dark=True),
    "sms_english": lambda rng: sms_ios(rng, english=True),
    "whatsapp": whatsapp,
    "calls_miui": calls_miui,
    "calls_ios_english": calls_ios,
    "calls_ios_chinese": lambda rng: calls_ios(rng, english=False),
    "call_detail": call_detail,
    "jpeg": jpeg,
    "long": long,
}


def draw(style: str, seed: int) -> Drawn:
    """Return the screenshot of a style and a seed; the same for the same."""
    drawn = STYLES[style](random.Random(f"{style} {seed}"))
    drawn.name = f"{style}_{seed}.{'jpg' if drawn.jpeg else 'png'}"
    return drawn
