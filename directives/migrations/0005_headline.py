from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models import F, Value

from portal.search import Joined, Words


class Migration(migrations.Migration):
    """The title's vector is stored: computed for each row that the planner filters, it cost more than the search."""

    dependencies = [("directives", "0004_covering_indexes")]
    operations = [
        migrations.RemoveIndex("directive", "directives_headline"),
        migrations.AddField(
            "directive",
            "headline",
            models.GeneratedField(
                db_persist=True,
                expression=Joined(Words(F("symbol"), Value("A")), Words(F("subject"), Value("A"))),
                output_field=SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            "directive", GinIndex(fields=["headline"], name="directives_headline", fastupdate=False)
        ),
    ]
