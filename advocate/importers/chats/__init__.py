"""Chat exports of messengers."""

from advocate.importers.base import Importer
from advocate.importers.chats.chatlab import ChatLab
from advocate.importers.chats.line_text import LineText
from advocate.importers.chats.qq_json import QqJson
from advocate.importers.chats.qq_text import QqText
from advocate.importers.chats.signal_export import SignalExport
from advocate.importers.chats.telegram_html import TelegramHtml
from advocate.importers.chats.telegram_json import TelegramJson
from advocate.importers.chats.wechat_csv import WeChatCsv
from advocate.importers.chats.wechat_json import WeChatJson
from advocate.importers.chats.whatsapp import WhatsAppText

#: What this package reads, in the order in which lists show it.
IMPORTERS: tuple[Importer, ...] = (
    WeChatCsv(),
    WeChatJson(),
    QqText(),
    QqJson(),
    ChatLab(),
    WhatsAppText(),
    TelegramJson(),
    TelegramHtml(),
    SignalExport(),
    LineText(),
)
