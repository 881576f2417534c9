import string

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION vietnamese (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION vietnamese
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part, numword, numhword, hword_numpart
    WITH unaccent, simple;
"""

TONES = r"\u0300\u0301\u0303\u0309\u0323"
PUNCTUATION = string.punctuation.replace("'", "''")
#: Signs beyond ASCII; PostgreSQL's parser would take the quotation mark of “12” into the number.
SIGNS = r"[\u00a1-\u00bf\u00d7\u00f7\u2000-\u2bff\u3000-\u303f]"

#: One spelling per syllable, in words and spaces; `portal.words` says why and does the same in Python.
WORDS = rf"""
CREATE FUNCTION search_words(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN normalize(
    regexp_replace(
        regexp_replace(
            normalize(
                translate(
                    regexp_replace(lower($1), '{SIGNS}', ' ', 'g'),
                    'ð{PUNCTUATION}', rpad('đ', {len(string.punctuation) + 1})
                ),
                NFD
            ),
            '([ou])([aeiy])([{TONES}])', '\1\3\2', 'g'
        ),
        '\m([hklmst]|qu?[{TONES}]?)y([{TONES}]?)\M', '\1i\2', 'g'
    ),
    NFC
)
"""

#: Every word without accents and as written. The cost tells the planner not to compute it in a filter.
VECTOR = """
CREATE FUNCTION search_vector(content text, weight "char") RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000
RETURN (
    SELECT setweight(to_tsvector('vietnamese', words) || to_tsvector('simple', words), weight)
    FROM (SELECT search_words(content) AS words OFFSET 0) AS once
)
"""


class Migration(migrations.Migration):
    """What search needs of the database, before the first generated column that calls it."""

    initial = True
    dependencies = []
    run_before = [("directives", "0001_initial"), ("news", "0001_initial"), ("pages", "0001_initial")]
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION vietnamese"),
        migrations.RunSQL(WORDS, "DROP FUNCTION search_words(text)"),
        migrations.RunSQL(VECTOR, 'DROP FUNCTION search_vector(text, "char")'),
    ]
