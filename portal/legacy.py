"""Vietnamese text typed in the fonts of before Unicode: TCVN3 (ABC, ".VnTime") and VNI ("VNI-Times"). Pure.

Both put Vietnamese letters on the code points of Latin-1, so such text decodes without an error and reads as
noise ("C«ng t¸c d©n vËn", "Coâng taùc daân vaän"). Source of the tables: TCVN 5712:1993 (VN3) and the VNI
for Windows code page. Call it before `portal.text.nfc`: TCVN3's ư is the soft hyphen, which nfc removes.
"""

from __future__ import annotations

import re
import unicodedata

TCVN3, VNI = "TCVN3", "VNI"

_TCVN3 = str.maketrans(
    "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§",
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
)
#: VNI: a plain letter, then a sign that carries the tone, or the shape and the tone together.
_VNI_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_CIRCUMFLEX = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

_UNICODE_ONLY = re.compile("[ăđơưĂĐƠƯ\u0300\u0301\u0303\u0309\u0323\u1ea0-\u1ef9]")
_TCVN3_SIGNS = re.compile("[µ¶·¸¹¨»¼½¾Æ©ÇÈÊË®ÌÎÏÑªÒÓÔÕÖ×ØÜÞß«¬\xad]|[¡-§](?=[^\\W\\d])")
#: TCVN3's commonest letters; in Windows-1258 and in VNI these codes are rare punctuation.
_TCVN3_CORE = re.compile("[µ¶·¸¹»¼½¾©®ª«¬\xad]")
_VNI_SIGNS = re.compile("[aeoôuöyAEOÔUÖY][øùûõïØÙÛÕÏ]|[aeoAEO][âàáåãäÂÀÁÅÃÄ]|[aA][êèéúüëÊÈÉÚÜË]|[ñÑôöÔÖ]|æ|Æ")
_WORDS = re.compile(r"\S+")


def detect(text: str) -> str | None:
    """`TCVN3`, `VNI`, or None for Unicode and for text too plain to tell.

    Only the first 20,000 characters are read. One word in five must carry a sign of the old encoding, two
    signs at least, and Unicode's own Vietnamese letters must be all but absent.
    """
    sample = text[:20_000]
    words = len(_WORDS.findall(sample))
    if not words or len(_UNICODE_ONLY.findall(sample)) * 20 > words:
        return None
    scores = {TCVN3: len(_TCVN3_SIGNS.findall(sample)), VNI: len(_VNI_SIGNS.findall(sample))}
    if len(_TCVN3_CORE.findall(sample)) * 3 < scores[TCVN3]:
        scores[TCVN3] = 0
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 2 and scores[best] * 5 >= words else None


def to_unicode(text: str, encoding: str) -> str:
    """The text in precomposed Unicode. Raises ValueError for an encoding other than `TCVN3` and `VNI`.

    TCVN3's capitals live in a font (".VnTimeH"), not in the codes: such headings come out in lower case.
    """
    if encoding == TCVN3:
        return text.translate(_TCVN3)
    if encoding == VNI:
        return _VNI_PAIRS.sub(lambda found: _VNI_TABLE[found[0]], text)
    raise ValueError(f"unknown legacy encoding: {encoding!r}")


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_SINGLE)
    for base in "aeouyôö":
        letter = _VNI_SINGLE.get(base, base)
        table |= {base + sign: letter + tone for sign, tone in _VNI_TONES.items()}
    for base in "aeo":
        table |= {base + sign: base + "\u0302" + tone for sign, tone in _VNI_CIRCUMFLEX.items()}
    table |= {"a" + sign: "a\u0306" + tone for sign, tone in _VNI_BREVE.items()}
    both = {}
    for typed, letter in table.items():
        small = unicodedata.normalize("NFC", letter)
        both[typed] = small
        both[typed.upper()] = small.upper()
        both[typed[0].upper() + typed[1:]] = small.upper()
    return both


_VNI_TABLE = _vni_table()
_VNI_PAIRS = re.compile("|".join(sorted(map(re.escape, _VNI_TABLE), key=len, reverse=True)))
