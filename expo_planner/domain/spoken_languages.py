"""Languages that people speak: their names in English and Chinese. A language may be written as a code or by name."""

from __future__ import annotations

from expo_planner.domain.i18n import Text

LANGUAGES = {
    "zh": Text("Chinese", "中文"),
    "yue": Text("Cantonese", "粤语"),
    "en": Text("English", "英语"),
    "ja": Text("Japanese", "日语"),
    "ko": Text("Korean", "韩语"),
    "fr": Text("French", "法语"),
    "de": Text("German", "德语"),
    "es": Text("Spanish", "西班牙语"),
    "pt": Text("Portuguese", "葡萄牙语"),
    "it": Text("Italian", "意大利语"),
    "ru": Text("Russian", "俄语"),
    "ar": Text("Arabic", "阿拉伯语"),
    "th": Text("Thai", "泰语"),
    "vi": Text("Vietnamese", "越南语"),
    "id": Text("Indonesian", "印尼语"),
}
_CODES = {name.casefold(): code for code, text in LANGUAGES.items() for name in (code, *text)}


def language_code(text: str) -> str:
    """The code of a language that is written as a code or by its name; any other text in lower case."""
    return _CODES.get(text.strip().casefold(), text.strip().casefold())


def language_name(code: str) -> Text:
    """The name of a language; one that is not listed is as it is written."""
    return LANGUAGES.get(code, Text(code, code))
