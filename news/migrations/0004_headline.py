from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models import F, Value

from portal.search import Words


class Migration(migrations.Migration):
    """The title's vector is stored: computed for each row that the planner filters, it cost more than the search."""

    dependencies = [("news", "0003_topics_authors_related")]
    operations = [
        migrations.RemoveIndex("article", "news_article_headline"),
        migrations.AddField(
            "article",
            "headline",
            models.GeneratedField(
                db_persist=True, expression=Words(F("title"), Value("A")), output_field=SearchVectorField()
            ),
        ),
        migrations.AddIndex(
            "article", GinIndex(fields=["headline"], name="news_article_headline", fastupdate=False)
        ),
    ]
