"""What WhatsApp writes in place of things that are no text, in the languages of its exports.

Collected from exports named in formats.md 5 and from the apps' own wording; a wording that is not here leaves a message
what it is: text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from advocate.importers.characters import INVISIBLE, SPACES

_FILE = r"[^\n<>:*?\"|/\\]{1,200}\.[A-Za-z0-9]{2,5}"
#: What the app puts in place of a message is shorter than this.
_MOST_WORDING = 120
#: ``<attached: 00000012-PHOTO-2024-01-02-03-04-05.jpg>`` of iOS in any language: a word, a colon, a file name.
_ATTACHED_IOS = re.compile(rf"<[^<>:：]{{2,40}}\s?[:：]\s*({_FILE})>")
#: ``IMG-20240102-WA0001.jpg (file attached)`` of Android.
_ATTACHED_ANDROID = re.compile(rf"\A({_FILE})\s\((?P<word>[^()\n]{{3,40}})\)")
_ATTACHED_WORDS = re.compile(
    r"file attached|archivo adjunto|datei angeh|fichier joint|arquivo anexado|ficheiro anexado|file allegato|allegato"
    r"|文件附件|附件|檔案附件|附加檔案|ファイルが添付|ファイル添付|파일 첨부|bestand bijgevoegd|прикреплен"
    r"|plik załączony"
    r"|dosya ekli|adjunt|fil bifogad|ملف مرفق|tệp đính kèm|ไฟล์แนบ",
    re.IGNORECASE,
)
_OWN_FILE = re.compile(r"\A(?:IMG|VID|AUD|PTT|STK|DOC|GIF)-\d{8}-WA\d+\.\w+\Z")

_OMITTED = re.compile(
    r"\A<?\s?(?:"
    r"media omitted|(?:image|photo|video note|video|audio|gif|sticker|document|contact card|voice message) omitted"
    r"|multimedia omitido|archivo omitido|(?:imagen|vídeo|video|audio|sticker|gif|documento) omitid[oa]"
    r"|medien ausgeschlossen|medien weggelassen|(?:bild|video|audio|sticker|gif|dokument) weggelassen"
    r"|médias? omis|fichier omis|(?:image|vidéo|audio|sticker|gif|document) absente?"
    r"|mídia oculta|ficheiro não revelado|(?:imagem|vídeo|áudio|figurinha|gif|documento) ocult[oa]"
    r"|media omessi|(?:immagine|video|audio|sticker|gif|documento) omess[oa]"
    r"|媒体文件已忽略|媒体已省略|省略多媒体文件|(?:图像|图片|照片|视频|音频|语音|贴图|表情|动图|gif|文件|文档"
    r"|联系人名片|名片)(?:已)?(?:忽略|省略)"
    r"|(?:已)?(?:忽略|省略|略去)(?:多媒体|多媒體|媒體|媒体)(?:文件|檔案)?"
    r"|(?:圖片|影像|相片|照片|視訊|影片|音訊|貼圖|gif|文件|檔案|聯絡人卡片|聯絡人名片)(?:已)?(?:略去|省略|忽略)"
    r"|メディアは含まれていません|メディアなし|(?:画像|動画|音声|スタンプ|GIF|ファイル)(?:は含まれていません|省略)"
    r"|미디어 파일을 제외한 내보내기|media weggelaten|без медиафайлов|pominięto multimedia|medya dahil edilmedi"
    r"|تم استبعاد الوسائط|tập tin được bỏ qua"
    r")\s?>?\Z",
    re.IGNORECASE,
)
_KINDS = (
    ("image", r"image|photo|imagen|bild|imagem|immagine|图像|图片|照片|圖片|影像|相片|画像|PHOTO|IMG"),
    ("sticker", r"sticker|figurinha|贴图|貼圖|表情|スタンプ|STK|gif"),
    ("voice", r"audio|voice|áudio|音频|语音|音訊|音声|AUD|PTT"),
    ("video", r"vid[eé]o|vídeo|视频|視訊|影片|動画|VID"),
    ("card", r"contact|名片|卡片|vcf"),
    ("file", r"document|dokument|documento|文件|文档|檔案|DOC|ファイル|pdf"),
)
_DELETED = re.compile(
    r"\A(?:(?:this|the) message was deleted|you deleted this message|(?:此|这条)消息已(?:被)?删除|(?:您"
    r"|你)(?:已)?删除了?此消息"
    r"|(?:此|這則|這個)訊息已(?:被)?刪除|(?:您|你)已?刪除(?:了)?(?:此|這則)訊息|diese nachricht wurde gelöscht"
    r"|du hast diese nachricht gelöscht"
    r"|(?:se )?elimin(?:ó|aste) este mensaje|este mensaje fue eliminado|essa mensagem foi apagada"
    r"|mensagem apagada|apagaste esta mensagem"
    r"|ce message a été supprimé|vous avez supprimé ce message|questo messaggio è stato eliminato"
    r"|hai eliminato questo messaggio"
    r"|このメッセージは削除されました|メッセージを削除しました|삭제된 메시지입니다)\.?。?\Z",
    re.IGNORECASE,
)
_MISSED = re.compile(
    r"missed (?:group )?(?:voice|video) call|未接(?:语音|视频|語音|視訊)?(?:通话|來電|来电|通話)"
    r"|llamada perdida|verpasster? .*anruf"
    r"|appel (?:vocal|vidéo) manqué|chamada de (?:voz|vídeo) perdida|chiamata persa|不在着信|부재중|no answer"
    r"|未接听|未接聽",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\A(?:(?:missed )?(?:group )?(?:voice|video) call\b|(?:未接)?(?:语音|视频|語音|視訊)(?:通话|来电|通話"
    r"|來電)|llamada (?:perdida|de voz)"
    r"|(?:verpasster )?(?:sprach|video)anruf|appel (?:vocal|vidéo)|chamada de (?:voz|vídeo)|chiamata (?:vocale"
    r"|video|persa)|音声通話|ビデオ通話)",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"(\d+)\s*(?:hr?s?|hours?|小时|小時|時間)\b|(\d+)\s*(?:min(?:ute)?s?|分钟|分鐘|分)|(\d+)\s*(?:sec(?:ond)?s?"
    r"|秒钟|秒)",
    re.IGNORECASE,
)
_ENCRYPTION = re.compile(
    r"\A(?:messages (?:and calls|you send|to this)|消息和通话|訊息和通話|nachrichten und anrufe|los mensajes"
    r"|les messages"
    r"|as mensagens|i messaggi|メッセージと通話).{0,80}(?:encrypted|encryption|加密|verschl|cifrad|chiffr"
    r"|criptograf|crittograf|暗号)",
    re.IGNORECASE,
)
#: What groups and encryption say; on iOS under the name of the group or of a member (formats.md 5, 7).
_NOTICE = re.compile(
    r"end-to-end encrypted|end-to-end encryption|端到端加密|端对端加密|端對端加密|ende-zu-ende-verschl"
    r"|cifrad[oa]s? de extremo a extremo"
    r"|chiffrés? de bout en bout|criptografad[oa]s? de ponta a ponta|crittografia end-to-end|エンドツーエンド"
    r"|\bcreated (?:this )?group\b|\bjoined using\b|\b(?:was|were) added\Z|\byou were added\b|\badded (?:you|~|\+\d)"
    r"|\bchanged (?:the|this) (?:subject|group|icon)|\bchanged the group (?:name|description)"
    r"|\bchanged their phone number"
    r"|\bchanged to \+|security code (?:with .* )?changed|\bleft\Z|\bremoved (?:~|\+\d|you\b)|\bturned (?:on"
    r"|off) disappearing"
    r"|创建了(?:此)?(?:群|群组)|加入了(?:本|此)?群|更改了(?:群|本群|此群)|离开了群|已退出|将你加入|安全代码已"
    r"|安全码已|建立了(?:此)?群組"
    r"|使用(?:此)?群(?:组|組)?(?:的)?邀请链接|已封锁此联系人|business account|official whatsapp account",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the text of a message stands for."""

    kind: str = "text"
    file: str = ""
    text: str = ""
    answered: bool | None = None
    duration_s: int | None = None


def meaning(text: str) -> Meaning:
    """Return what a message is; ``text`` is what is left of it beside the name of a file."""
    plain = INVISIBLE.sub("", text).translate(SPACES).strip()
    first = plain.partition("\n")[0].strip()
    if "<" in first and (match := _ATTACHED_IOS.search(first)) is not None:
        caption = (plain[: match.start()] + plain[match.end() :]).strip()
        return Meaning(_kind_of(match[1]), match[1].strip(), caption)
    if (
        "(" in first
        and (match := _ATTACHED_ANDROID.match(first)) is not None
        and (_OWN_FILE.match(match[1]) or _ATTACHED_WORDS.search(match["word"]))
    ):
        return Meaning(_kind_of(match[1]), match[1].strip(), (first[match.end() :] + plain[len(first) :]).strip())
    if len(plain) > _MOST_WORDING:
        return Meaning("text", "", text)
    if _OMITTED.match(first):
        return Meaning(_kind_of(first, "media"), "", plain)
    if _DELETED.match(plain):
        return Meaning("deleted", "", plain)
    if "\n" not in plain and len(plain) <= 120 and _CALL.match(plain):
        missed = _MISSED.search(plain) is not None
        seconds = _length(plain)
        return Meaning("call", "", plain, False if missed else True if seconds else None, seconds)
    return Meaning("text", "", text)


def is_notice(text: str) -> bool:
    """Tell whether words are those of the app about the group or its encryption and not of a person."""
    plain = INVISIBLE.sub("", text).translate(SPACES).strip()
    return len(plain) < 400 and "\n" not in plain and _NOTICE.search(plain) is not None


def is_encryption_notice(text: str) -> bool:
    """Tell whether words are the app's own about encryption, under whatever name they stand."""
    return len(text) > 20 and _ENCRYPTION.match(INVISIBLE.sub("", text[:300]).translate(SPACES).strip()) is not None


def _kind_of(text: str, otherwise: str = "file") -> str:
    suffix = text.rpartition(".")[2].lower()
    if "." in text:
        for kind, suffixes in _SUFFIXES.items():
            if suffix in suffixes:
                return "sticker" if re.search("STK|STICKER", text) else kind
    return next((kind for kind, words in _KINDS if re.search(words, text, re.IGNORECASE)), otherwise)


_SUFFIXES = {
    "image": {"jpg", "jpeg", "png", "heic", "webp", "gif"},
    "video": {"mp4", "3gp", "mov"},
    "voice": {"opus", "ogg", "m4a", "aac", "mp3", "amr"},
    "card": {"vcf"},
}


def _length(text: str) -> int | None:
    found = [
        sum(int(part or 0) * unit for part, unit in zip(match, (3600, 60, 1), strict=True))
        for match in _LENGTH.findall(text)
    ]
    total = sum(min(part, 1_000_000) for part in found)
    return total if found and total <= 7 * 86_400 else None
